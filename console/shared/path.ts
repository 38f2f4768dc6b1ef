import { useLocation } from 'wouter';

/** A segment of the address as it was before it was written into it; undefined when there is none. The first is 0. */
export function usePathSegment(index: number): string | undefined {
  useLocation();
  const segment = location.pathname.split('/')[index + 1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An address of a screen: `pathTo('clients', kind, id)`. */
export function pathTo(...segments: readonly string[]): string {
  return `/${segments.map((segment) => encodeURIComponent(wellFormed(segment))).join('/')}`;
}

/** Half a character is none: in an address it would be an error. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
