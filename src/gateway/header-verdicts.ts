import type { FieldKind } from '../core/inspection.js';
import { makeBoundedCache } from '../identity/bounded-cache.js';
import { inspectValue, type Sighting } from '../inspection/inspect.js';

const mostRemembered = 1_000;
/** Longer values are looked at each time: a stranger must not fill the memory. */
const longestRemembered = 512;

/**
 * Looks at values of header fields and remembers what it saw: the same few agents and origins come with every request,
 * and a verdict follows from kind, name and value alone. Remembers 1,000 values of up to 512 characters.
 */
export class HeaderVerdicts {
  readonly #seen = makeBoundedCache<Sighting | 'nothing'>(mostRemembered);

  inspect(text: string, kind: FieldKind, name: string): Sighting | undefined {
    if (text.length > longestRemembered) return inspectHeader(text, kind, name);
    const key = `${kind}\n${name}\n${text}`;
    const known = this.#seen.get(key);
    if (known !== undefined) return known === 'nothing' ? undefined : known;
    const sighting = inspectHeader(text, kind, name);
    this.#seen.set(key, sighting ?? 'nothing');
    return sighting;
  }
}

function inspectHeader(text: string, kind: FieldKind, name: string): Sighting | undefined {
  return inspectValue(text, kind, { in: 'header', isName: false, name });
}
