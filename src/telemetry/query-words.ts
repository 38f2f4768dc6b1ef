import { queryError } from './query-error.js';

export type Operator = ':' | '>=' | '<=' | '>' | '<';

/** A part of a query; `column` counts from 1. */
export type Token =
  | { readonly kind: '(' | ')' | '-' | 'AND' | 'OR'; readonly column: number }
  | { readonly kind: 'text'; readonly value: Value; readonly column: number }
  | {
      readonly kind: 'term';
      readonly field: string;
      readonly operator: Operator;
      readonly value: Value;
      readonly column: number;
    };

/** `*` stands for any text unless the value is quoted. */
export interface Value {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly column: number;
}

const longestQuery = 4096;
const space = /\s/u;
const fieldStart = /[A-Za-z][\w.]*(?=:|[<>]=?)/uy;
const operators: readonly Operator[] = ['>=', '<=', '>', '<', ':'];

/** Cuts a query into its parts. Throws `QUERY_INVALID`. */
export function readTokens(query: string): Token[] {
  if (query.length > longestQuery) throw queryError(longestQuery, `A query has at most ${longestQuery} characters`);
  return new Reader(query).all();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      while (space.test(this.#here)) this.#at += 1;
      if (this.#here === '') return tokens;
      tokens.push(this.#next());
    }
  }

  get #here(): string {
    return this.#text.charAt(this.#at);
  }

  #next(): Token {
    const column = this.#at + 1;
    const character = this.#here;
    if (character === '(' || character === ')' || this.#isMinus()) {
      this.#at += 1;
      return { kind: character as '(' | ')' | '-', column };
    }
    return this.#term(column) ?? this.#word(column);
  }

  /** A minus stands before something: alone it is a mistake that the parser names. */
  #isMinus(): boolean {
    return this.#here === '-';
  }

  #term(column: number): Token | undefined {
    fieldStart.lastIndex = this.#at;
    const field = fieldStart.exec(this.#text)?.[0];
    if (field === undefined) return undefined;
    this.#at += field.length;
    const operator = operators.find((candidate) => this.#text.startsWith(candidate, this.#at))!;
    this.#at += operator.length;
    const value = this.#value();
    if (value.text !== '' || value.isQuoted) return { kind: 'term', field, operator, value, column };
    throw queryError(value.column, `${field}${operator} has no value`, {
      expected: `a value right after it, such as ${field}${operator}"two words"`,
    });
  }

  #word(column: number): Token {
    const value = this.#value();
    if (!value.isQuoted && (value.text === 'AND' || value.text === 'OR')) return { kind: value.text, column };
    if (!value.isQuoted && value.text === 'NOT') return { kind: '-', column };
    return { kind: 'text', value, column };
  }

  #value(): Value {
    const column = this.#at + 1;
    if (this.#here === '"') return { text: this.#quoted(column), isQuoted: true, column };
    const start = this.#at;
    while (this.#here !== '' && !space.test(this.#here) && this.#here !== '(' && this.#here !== ')') this.#at += 1;
    return { text: this.#text.slice(start, this.#at), isQuoted: false, column };
  }

  #quoted(column: number): string {
    let text = '';
    for (this.#at += 1; this.#here !== '"'; this.#at += 1) {
      if (this.#here === '\\') this.#at += 1;
      if (this.#here === '') throw queryError(column, 'A quotation mark is not closed', { expected: 'another "' });
      text += this.#here;
    }
    this.#at += 1;
    return text;
  }
}
