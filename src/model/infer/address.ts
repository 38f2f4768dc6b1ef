import type { Pair, Segment } from './sample.js';

/** More segments than this no API has. */
const mostSegments = 50;

export interface Address {
  readonly host: string | undefined;
  readonly segments: readonly Segment[];
  readonly query: readonly Pair[];
}

/** An absolute http(s) address in its parts; undefined where it is none. */
export function readAddress(text: string): Address | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const segments = url.pathname.split('/').filter(Boolean).slice(0, mostSegments).map(decoded);
  return { host: url.host, segments, query: [...url.searchParams].map(([name, value]) => ({ name, value })) };
}

/** Without matrix parameters: they hold sessions. */
export function decoded(segment: string): string {
  const bare = segment.split(';', 1)[0]!;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
