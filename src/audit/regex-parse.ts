/** A regular expression as a tree, as far as ambiguity needs it. */
export type RegexNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly of: RegexNode; readonly min: number; readonly max: number };

/** Characters as a bit per class of ASCII; everything above ASCII is one character. */
export type CharSet = bigint;

const all = (1n << 129n) - 1n;
const bit = (code: number) => 1n << BigInt(Math.min(code, 128));

function range(from: number, to: number): bigint {
  let bits = 0n;
  for (let code = Math.min(from, 128); code <= Math.min(to, 128); code++) bits |= bit(code);
  return bits;
}

const digit = range(48, 57);
const word = digit | range(65, 90) | range(97, 122) | bit(95);
const space = range(9, 13) | bit(32) | bit(128);
const newline = bit(10) | bit(13);
const named: Readonly<Record<string, bigint>> = {
  d: digit,
  D: all & ~digit,
  w: word,
  W: all & ~word,
  s: space,
  S: all & ~space,
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

/** The pattern uses what this reading does not know: look-around, back references, Unicode classes. */
class Unreadable extends Error {}

class Parser {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): RegexNode {
    const tree = this.#choice();
    if (this.#at < this.#text.length) throw new Unreadable();
    return tree;
  }

  #choice(): RegexNode {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    for (
      let next = this.#text[this.#at];
      next !== undefined && next !== '|' && next !== ')';
      next = this.#text[this.#at]
    )
      parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): RegexNode {
    let node = this.#atom();
    for (let count = this.#count(); count; count = this.#count()) {
      this.#take('?');
      node = { kind: 'repeat', of: node, ...count };
    }
    return node;
  }

  #count(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Infinity };
    if (this.#take('+')) return { min: 1, max: Infinity };
    if (this.#take('?')) return { min: 0, max: 1 };
    const [text, min, comma, max] = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at, this.#at + 24)) ?? [];
    if (text === undefined) return undefined;
    this.#at += text.length;
    return { min: Number(min), max: comma === undefined ? Number(min) : max ? Number(max) : Infinity };
  }

  #atom(): RegexNode {
    const next = this.#text[this.#at++]!;
    if (next === '(') return this.#group();
    if (next === '[') return { kind: 'set', set: this.#class() };
    if (next === '.') return { kind: 'set', set: all & ~newline };
    if (next === '^' || next === '$') return { kind: 'empty' };
    if (next !== '\\') return { kind: 'set', set: bit(next.charCodeAt(0)) };
    if (/[bB]/.test(this.#text[this.#at] ?? '')) {
      this.#at++;
      return { kind: 'empty' };
    }
    return { kind: 'set', set: this.#escape() };
  }

  #group(): RegexNode {
    if (this.#take('?') && !this.#take(':')) {
      const name = /^<[A-Za-z_]\w*>/.exec(this.#text.slice(this.#at, this.#at + 64))?.[0];
      if (!name) throw new Unreadable();
      this.#at += name.length;
    }
    const node = this.#choice();
    if (!this.#take(')')) throw new Unreadable();
    return node;
  }

  #escape(): bigint {
    const next = this.#text[this.#at++];
    if (next === undefined || /[1-9pPkc]/.test(next)) throw new Unreadable();
    if (named[next] !== undefined) return named[next];
    if (controls[next] !== undefined) return bit(controls[next]);
    if (next !== 'x' && next !== 'u') return bit(next.charCodeAt(0));
    const hex = /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{4}|[0-9a-fA-F]{2}))/.exec(
      this.#text.slice(this.#at, this.#at + 10),
    );
    if (!hex) throw new Unreadable();
    this.#at += hex[0].length;
    return bit(Number.parseInt(hex[1] ?? hex[2]!, 16));
  }

  #class(): bigint {
    const negated = this.#take('^');
    let bits = 0n;
    for (let next = this.#text[this.#at]; next !== ']'; next = this.#text[this.#at]) {
      if (next === undefined) throw new Unreadable();
      bits |= this.#classPart();
    }
    this.#at++;
    return negated ? all & ~bits : bits;
  }

  #classPart(): bigint {
    const [from, isOne] = this.#classAtom();
    if (!isOne || this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') return from;
    this.#at++;
    const [to] = this.#classAtom();
    return range(codeOf(from), codeOf(to));
  }

  #classAtom(): readonly [bits: bigint, isOne: boolean] {
    const next = this.#text[this.#at++]!;
    if (next !== '\\') return [bit(next.charCodeAt(0)), true];
    const isSet = named[this.#text[this.#at] ?? ''] !== undefined;
    return [this.#escape(), !isSet];
  }

  #take(text: string): boolean {
    if (this.#text[this.#at] !== text) return false;
    this.#at++;
    return true;
  }
}

function codeOf(bits: bigint): number {
  return bits.toString(2).length - 1;
}

/** Parses a JavaScript pattern; undefined where it uses look-around, back references or Unicode classes. */
export function parseRegex(pattern: string): RegexNode | undefined {
  try {
    return new Parser(pattern).parse();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
