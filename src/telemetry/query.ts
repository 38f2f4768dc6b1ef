import { didYouMean } from '../core/nearest.js';
import { queryError } from './query-error.js';
import { queryField, queryFields, type QueryField } from './query-fields.js';
import { readTime, timeForms, type Span } from './query-time.js';
import { readTokens, type Operator, type Token, type Value } from './query-words.js';

type Term = Extract<Token, { kind: 'term' }>;
type Condition = Term | Extract<Token, { kind: 'text' }>;

/** A query as a tree. */
export type Query =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'present'; readonly field: QueryField }
  | { readonly kind: 'like'; readonly field: QueryField; readonly pattern: string }
  | { readonly kind: 'equal'; readonly field: QueryField; readonly value: string | number }
  /** Both bounds are inclusive; `rank` fields count by the place in `values`. */
  | { readonly kind: 'between'; readonly field: QueryField; readonly least: number; readonly most: number };

const deepest = 50;
const mostTerms = 200;

/**
 * Reads a query: `field:value`, `-field:value`, `>=`, `<=`, `*`, quotes, AND (or nothing between), OR, parentheses, and
 * words that are looked for everywhere. AND binds closer than OR. Nothing matches all. `now` is for `2h`.
 * Throws `QUERY_INVALID` with the column.
 */
export function parseQuery(text: string, now: number): Query {
  const parser = new Parser(readTokens(text), { now, end: text.length + 1 });
  return parser.parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #now: number;
  readonly #end: number;
  #at = 0;
  #depth = 0;
  #terms = 0;

  constructor(tokens: readonly Token[], { now, end }: { readonly now: number; readonly end: number }) {
    this.#tokens = tokens;
    this.#now = now;
    this.#end = end;
  }

  parse(): Query {
    if (this.#tokens.length === 0) return { kind: 'all', of: [] };
    const query = this.#any();
    const left = this.#peek();
    if (left) throw queryError(left.column, 'A ) has no ( before it');
    return query;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #any(): Query {
    const of = [this.#all()];
    while (this.#peek()?.kind === 'OR') {
      this.#at += 1;
      of.push(this.#all());
    }
    return of.length === 1 ? of[0]! : { kind: 'any', of };
  }

  #all(): Query {
    const of = [this.#one()];
    for (let next = this.#peek(); next && next.kind !== 'OR' && next.kind !== ')'; next = this.#peek()) {
      if (next.kind === 'AND') this.#at += 1;
      of.push(this.#one());
    }
    return of.length === 1 ? of[0]! : { kind: 'all', of };
  }

  #one(): Query {
    const token = this.#peek();
    this.#at += 1;
    if (token?.kind === 'text' || token?.kind === 'term') return this.#condition(token);
    if (token?.kind === '-') return this.#deeper(token, () => ({ kind: 'not', of: this.#one() }));
    if (token?.kind === '(') return this.#deeper(token, () => this.#group(token.column));
    throw this.#missing(token);
  }

  #condition(token: Condition): Query {
    this.#terms += 1;
    if (this.#terms > mostTerms) throw queryError(token.column, `A query has at most ${mostTerms} conditions`);
    return token.kind === 'text' ? { kind: 'text', text: token.value.text } : this.#term(token);
  }

  #deeper(token: Token, work: () => Query): Query {
    this.#depth += 1;
    if (this.#depth > deepest) throw queryError(token.column, `A query is at most ${deepest} levels deep`);
    const query = work();
    this.#depth -= 1;
    return query;
  }

  #group(column: number): Query {
    const query = this.#any();
    if (this.#peek()?.kind !== ')') throw queryError(column, 'A ( is not closed', { expected: 'a )' });
    this.#at += 1;
    return query;
  }

  #missing(token: Token | undefined): Error {
    const what = token ? `"${token.kind}" stands where a condition is expected` : 'The query ends too early';
    return queryError(token?.column ?? this.#end, what, { expected: 'a condition such as kind:denial' });
  }

  #term({ field: name, operator, value, column }: Term): Query {
    const field = queryField(name);
    if (!field) {
      throw queryError(column, `There is no field "${name}"`, {
        expected: `one of ${[...queryFields.keys()].join(', ')}, detail.NAME`,
        hint: didYouMean(name, queryFields.keys()) ?? 'put text with a colon into quotation marks',
      });
    }
    if (operator === ':' && value.text === '*' && !value.isQuoted) return { kind: 'present', field };
    if (field.type === 'time') return timeTerm(field, operator, this.#time(value));
    if (field.type === 'number') return numberTerm(field, operator, value);
    return field.type === 'rank' ? rankTerm(field, operator, value) : wordTerm(field, operator, value);
  }

  #time(value: Value): Span {
    const span = readTime(value.text, this.#now);
    if (span) return span;
    throw queryError(value.column, `"${value.text}" is no time`, { expected: timeForms });
  }
}

function timeTerm(field: QueryField, operator: Operator, { start, end }: Span): Query {
  const asTime = queryField('time')!;
  if (field.name === 'since') return between(asTime, '>=', [start, end - 1]);
  if (field.name === 'until') return between(asTime, '<', [start, end - 1]);
  return between(field, operator, [start, end - 1]);
}

function between(field: QueryField, operator: Operator, [first, last]: readonly [number, number]): Query {
  const least = operator === '>=' || operator === ':' ? first : operator === '>' ? last + 1 : -Infinity;
  const most = operator === '<=' || operator === ':' ? last : operator === '<' ? first - 1 : Infinity;
  return { kind: 'between', field, least, most };
}

function numberTerm(field: QueryField, operator: Operator, value: Value): Query {
  const hundreds = field.name === 'status' ? /^([1-5])xx$/i.exec(value.text) : null;
  if (hundreds) return between(field, operator, [Number(hundreds[1]) * 100, Number(hundreds[1]) * 100 + 99]);
  if (!/^\d{1,15}$/.test(value.text)) {
    throw queryError(value.column, `"${value.text}" is no number`, {
      expected: field.name === 'status' ? 'a status such as 403, or 4xx' : 'a whole number',
    });
  }
  const number = Number(value.text);
  return operator === ':' ? { kind: 'equal', field, value: number } : between(field, operator, [number, number]);
}

function rankTerm(field: QueryField, operator: Operator, value: Value): Query {
  checkValue(field, value);
  const rank = field.values!.indexOf(value.text);
  return operator === ':' ? { kind: 'equal', field, value: value.text } : between(field, operator, [rank, rank]);
}

function wordTerm(field: QueryField, operator: Operator, value: Value): Query {
  if (operator !== ':') {
    throw queryError(value.column - operator.length, `${field.name} has no order: ${operator} cannot be used`, {
      expected: `${field.name}:${value.text}`,
    });
  }
  if (!value.isQuoted && value.text.includes('*')) return { kind: 'like', field, pattern: value.text };
  checkValue(field, value);
  return { kind: 'equal', field, value: value.text };
}

function checkValue({ name, values }: QueryField, { text, column }: Value): void {
  if (!values || values.includes(text)) return;
  throw queryError(column, `${name} is never "${text}"`, {
    expected: `one of ${values.join(', ')}`,
    hint: didYouMean(text, values),
  });
}
