import { isBlankCode, isWordCode } from '../characters.js';
import { goesOn } from './words.js';

export type TokenKind = 'number' | 'string' | 'open' | 'word' | 'operator' | 'punctuation' | 'comment' | 'end';

/** One token of SQL. `open` is a string that the text does not close: the query around it may. */
export interface Token {
  readonly kind: TokenKind;
  /** Words in lower case; operators and punctuation as they stand; strings without their quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A blank or a comment stood before it. */
  readonly spaced: boolean;
}

/** More tokens than this are not read: no injection needs them before it shows. */
const mostTokens = 160;
const twoCharacters = new Set([
  '||',
  '&&',
  '<>',
  '!=',
  '<=',
  '>=',
  '==',
  ':=',
  '::',
  '<<',
  '>>',
  '~*',
  '!~',
  '->',
  '@>',
  '<@',
  '@?',
  '?|',
  '?&',
]);
const oneCharacter = new Set('+-*/%=<>!|&^~');
const punctuation = new Set('(),;.[]{}@:');

/** Of a name: letters, digits, `_`, `$`; the no-break space is a blank. */
function isNameCode(code: number): boolean {
  return code === 36 || (code !== 160 && isWordCode(code));
}

function skipBlanks(text: string, start: number): number {
  let i = start;
  while (i < text.length && isBlankCode(text.charCodeAt(i))) i++;
  return i;
}

/** End of a string that opened at `start`: its closing quote, a doubled or escaped one apart. */
function endOfString(text: string, start: number, quote: string): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i;
      i++;
    }
  }
  return -1;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Reads SQL of any dialect, leniently: what one server takes is read as that server would. */
export class SqlLexer {
  readonly #text: string;
  #at: number;
  #count = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  next(): Token {
    const before = this.#at;
    this.#skipInsignificant();
    const start = this.#at;
    if (start >= this.#text.length || ++this.#count > mostTokens) return this.#token('end', '', start, before);
    return (
      this.#comment(before) ?? this.#string(before) ?? this.#number(before) ?? this.#word(before) ?? this.#sign(before)
    );
  }

  /** Blanks and comments between tokens; what stands in a conditional comment of MySQL is code. */
  #skipInsignificant(): void {
    const text = this.#text;
    for (;;) {
      this.#at = skipBlanks(text, this.#at);
      if (text.startsWith('/*!', this.#at)) {
        this.#at += 3;
        while (this.#at < text.length && /[0-9]/.test(text[this.#at]!)) this.#at++;
      } else if (text.startsWith('*/', this.#at)) {
        this.#at += 2;
      } else if (text.startsWith('/*', this.#at)) {
        const close = text.indexOf('*/', this.#at + 2);
        if (close < 0) return;
        this.#at = close + 2;
      } else {
        const end = this.#endOfBlankComment();
        if (end < 0) return;
        this.#at = end;
      }
    }
  }

  /** `union -- x` with `select` on the next line: a comment that is a blank. -1 where the query does not go on there. */
  #endOfBlankComment(): number {
    const text = this.#text;
    if (text[this.#at] !== '#' && !text.startsWith('--', this.#at)) return -1;
    const end = lineEnd(text, this.#at);
    const next = skipBlanks(text, end);
    let stop = next;
    while (stop < text.length && stop - next < 10 && isNameCode(text.charCodeAt(stop))) stop++;
    return goesOn.has(text.slice(next, stop).toLowerCase()) ? next : -1;
  }

  #token(kind: TokenKind, text: string, end: number, before: number): Token {
    const start = this.#at;
    this.#at = end;
    return { kind, text, start, end, spaced: start > before };
  }

  /** A comment to the end of the line, or one that is never closed. */
  #comment(before: number): Token | undefined {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith('/*', at)) return this.#token('comment', text.slice(at, at + 2), text.length, before);
    const isLine = text[at] === '#' || text.startsWith('--', at);
    if (!isLine) return undefined;
    const end = lineEnd(text, at);
    return this.#token('comment', text.slice(at, Math.min(end, at + 3)), end, before);
  }

  #string(before: number): Token | undefined {
    const text = this.#text;
    const quote = text[this.#at]!;
    if (quote !== "'" && quote !== '"' && quote !== '`') return undefined;
    const end = endOfString(text, this.#at, quote);
    if (end < 0) return this.#token('open', text.slice(this.#at + 1), text.length, before);
    return this.#token(quote === '`' ? 'word' : 'string', text.slice(this.#at + 1, end), end + 1, before);
  }

  #number(before: number): Token | undefined {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    const isDigit = (code: number) => code >= 48 && code <= 57;
    if (!isDigit(first) && !(first === 46 && isDigit(text.charCodeAt(this.#at + 1)))) return undefined;
    let end = this.#at + 1;
    const isHex = first === 48 && (text.charCodeAt(end) | 32) === 120;
    if (isHex) end++;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isDigit(code) || code === 46) continue;
      const letter = code | 32;
      if (isHex && letter >= 97 && letter <= 102) continue;
      const isExponent = letter === 101 && isDigit(text.charCodeAt(end + 1));
      if (!isExponent) break;
    }
    return this.#token('number', text.slice(this.#at, end), end, before);
  }

  #word(before: number): Token | undefined {
    const text = this.#text;
    let end = this.#at;
    while (end < text.length && isNameCode(text.charCodeAt(end))) end++;
    // Variables: `@name`, `@@version`.
    if (end === this.#at && text[end] === '@') {
      while (text[end] === '@') end++;
      while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
    }
    return end === this.#at ? undefined : this.#token('word', text.slice(this.#at, end).toLowerCase(), end, before);
  }

  #sign(before: number): Token {
    const text = this.#text;
    const two = text.slice(this.#at, this.#at + 2);
    if (twoCharacters.has(two)) return this.#token('operator', two, this.#at + 2, before);
    const one = text[this.#at]!;
    if (oneCharacter.has(one)) return this.#token('operator', one, this.#at + 1, before);
    return this.#token(punctuation.has(one) ? 'punctuation' : 'word', one, this.#at + 1, before);
  }
}
