import type { Operation } from '../../model/types.js';
import type { Exchange } from '../exchange.js';
import { compileSegment, matchSegment, type SegmentPattern } from '../segment.js';
import { decodePath, parseCookies, parsePairs, type Pair } from './pairs.js';

/** The places of one request that parameters come from, cut on first use. */
export interface ParameterSource {
  query(): readonly Pair[];
  /** The whole query, decoded; undefined when there is none. */
  queryText(): string | undefined;
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

class RequestSource implements ParameterSource {
  readonly #exchange: Exchange;
  readonly #places: ReadonlyMap<string, Place>;
  #pairs: readonly Pair[] | undefined = undefined;
  #cookies: readonly Pair[] | undefined = undefined;
  #segments: readonly string[] | undefined = undefined;

  constructor(exchange: Exchange, places: ReadonlyMap<string, Place>) {
    this.#exchange = exchange;
    this.#places = places;
  }

  query(): readonly Pair[] {
    return (this.#pairs ??= parsePairs(this.#exchange.query));
  }

  queryText(): string | undefined {
    return this.#exchange.query === '' ? undefined : decodePath(this.#exchange.query);
  }

  cookies(): readonly Pair[] {
    return (this.#cookies ??= parseCookies(this.#exchange.headers.cookie));
  }

  header(name: string): string | undefined {
    const value = this.#exchange.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  segment(name: string): string | undefined {
    const place = this.#places.get(name);
    if (!place) return undefined;
    const segment = (this.#segments ??= this.#exchange.path.split('/'))[place.index];
    if (segment === undefined || place.pattern.whole) return segment || undefined;
    return matchSegment(place.pattern, segment)?.[place.part];
  }
}

/** Makes the source of a request to `operation`. The path is cut the way the router cut it. */
export function makeSource(operation: Operation): (exchange: Exchange) => ParameterSource {
  const places = placesOf(operation.publicPath);
  return (exchange) => new RequestSource(exchange, places);
}
