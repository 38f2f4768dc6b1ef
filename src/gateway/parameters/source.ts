import type { Operation } from '../../model/types.js';
import type { Exchange } from '../exchange.js';
import { compileSegment, matchSegment, type SegmentPattern } from '../segment.js';
import { parseCookies, parsePairs, type Pair } from './pairs.js';

/** The places of one request that parameters come from, cut on first use. */
export interface ParameterSource {
  query(): readonly Pair[];
  cookies(): readonly Pair[];
  header(name: string): string | undefined;
  /** A parameter of the path, still encoded. */
  segment(name: string): string | undefined;
}

interface Place {
  readonly index: number;
  readonly pattern: SegmentPattern;
  /** Place of the parameter inside its segment. */
  readonly part: number;
}

function placesOf(template: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [index, segment] of template.split('/').entries()) {
    const pattern = compileSegment(segment);
    if (!pattern) continue;
    for (const [part, name] of pattern.names.entries()) places.set(name, { index, pattern, part });
  }
  return places;
}

/** Makes the source of a request to `operation`. The path is cut the way the router cut it. */
export function makeSource(operation: Operation): (exchange: Exchange) => ParameterSource {
  const places = placesOf(operation.publicPath);
  return (exchange) => {
    let pairs: readonly Pair[] | undefined;
    let cookies: readonly Pair[] | undefined;
    let segments: readonly string[] | undefined;
    return {
      query: () => (pairs ??= parsePairs(exchange.query)),
      cookies: () => (cookies ??= parseCookies(exchange.headers.cookie)),
      header(name) {
        const value = exchange.headers[name.toLowerCase()];
        return Array.isArray(value) ? value.join(', ') : value;
      },
      segment(name) {
        const place = places.get(name);
        if (!place) return undefined;
        segments ??= exchange.path.split('/');
        const segment = segments[place.index];
        return segment === undefined ? undefined : matchSegment(place.pattern, segment)?.[place.part];
      },
    };
  };
}
