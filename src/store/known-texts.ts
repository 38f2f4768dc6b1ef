const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];

/** Looks after which a list is read whole: from then on that is cheaper. */
const mostLooks = 8;

/**
 * A list of texts as JSON, of which usually one or two are wanted: they are found among the bytes, and the list is read
 * whole only when many are asked for. Reading a list takes many times as long as passing over it.
 */
export class KnownTexts {
  readonly #json: Buffer;
  #read: readonly (string | null)[] | undefined;
  #looks = 0;

  /** `json`: an array of strings and nulls, as `JSON.stringify` writes it. */
  constructor(json: Buffer) {
    this.#json = json;
  }

  /** Place of a text; -1 when it is not there. */
  indexOf(text: string | null): number {
    if (this.#read || text === null) return this.#whole().indexOf(text);
    const wanted = Buffer.from(JSON.stringify(text));
    for (let at = this.#json.indexOf(wanted); at > 0; at = this.#json.indexOf(wanted, at + 1)) {
      const place = this.#placeAt(at);
      if (place !== -1) return place;
    }
    return -1;
  }

  /** The text at a place. Throws `SyntaxError` for what is no list of texts. */
  at(place: number): string | null | undefined {
    this.#looks += 1;
    if (this.#read || this.#looks > mostLooks) return this.#whole()[place];
    const begin = this.#begin(place);
    if (begin === -1) return undefined;
    const end = endOf(this.#json, begin);
    return JSON.parse(this.#json.toString('utf8', begin, end)) as string | null;
  }

  #whole(): readonly (string | null)[] {
    return (this.#read ??= JSON.parse(this.#json.toString('utf8')) as (string | null)[]);
  }

  /** Place of the element that begins at a byte; -1 when none begins there, as at the end of a text or inside of it. */
  #placeAt(byte: number): number {
    let count = 0;
    for (let at = 1; at <= byte; at = endOf(this.#json, at) + 1) {
      if (at === byte) return count;
      count += 1;
    }
    return -1;
  }

  /** Where the element at a place begins; -1 beyond the last one. */
  #begin(place: number): number {
    const last = this.#json.length - 1;
    let at = 1;
    for (let n = 0; n < place && at < last; n += 1) at = endOf(this.#json, at) + 1;
    return at < last ? at : -1;
  }
}

/** Where the element that begins at `begin` is over: its comma, or the bracket. */
function endOf(json: Buffer, begin: number): number {
  let at = begin;
  if (json[at] !== quote) {
    while (at < json.length - 1 && json[at] !== comma) at += 1;
    return at;
  }
  for (at += 1; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === backslash) at += 1;
    else if (byte === quote) return at + 1;
  }
  return json.length;
}
