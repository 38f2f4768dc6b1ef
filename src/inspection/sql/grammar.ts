import { stronger, type Shape } from './expressions.js';
import { StatementReader } from './statements.js';
import { connecting, statements, wordStatements } from './words.js';

export type { Shape } from './expressions.js';

export interface Continuation {
  readonly shape: Shape;
  /** Behind the last token that belongs to it. */
  readonly end: number;
  /** How the rest of the query around it is dealt with: cut off by a comment, or taken into a string left open. */
  readonly closes: 'comment' | 'string' | undefined;
  /** A word or sign that joins conditions stood first: `or`, `and`, `||`; or the text goes on with a clause. */
  readonly connects: boolean;
  /** A comparison that is always true is part of it. */
  readonly isTautology: boolean;
}

const deepest = 24;
const mostItems = 40;
const nothing: Continuation = { shape: 'none', end: 0, closes: undefined, connects: false, isTautology: false };

/**
 * Reads the text behind a closed literal as the rest of a query. Words of a human language fail it soon: after an
 * operand comes an operator, and after that an operand.
 */
export class QueryReader extends StatementReader {
  #connects = true;

  /** After a literal that was just closed. */
  continuation(): Continuation {
    while (this.isSign(')')) this.advance();
    if (this.token.kind === 'comment') return this.#done('comment', 'comment');
    if (this.isSign(';')) return this.#statementAfter();
    if (this.isSign(',')) return this.#listAfter();
    if (this.token.kind === 'word' && wordStatements.has(this.token.text)) return this.#statementAfter();
    return this.#tail(this.#connected());
  }

  /** A whole statement, from its first word. */
  statement(): Continuation {
    return this.#statementAfter(true);
  }

  /** From the word UNION. */
  union(): Continuation {
    return this.#union() ? this.#done('union') : nothing;
  }

  /** From `(select`. */
  subquery(): Continuation {
    this.advance();
    this.advance();
    const read = this.selectList();
    return read && this.hasFrom && this.shape !== 'none' ? this.#done('call') : nothing;
  }

  #done(shape: Shape, closes = this.closes): Continuation {
    return { shape, end: this.token.start, closes, connects: this.#connects, isTautology: this.isTautology };
  }

  /** What may follow a complete condition: brackets of the query, a comment, another statement, the end. */
  #tail(read: boolean): Continuation {
    if (!read) return nothing;
    while (this.isSign(')')) this.advance();
    if (this.token.kind === 'comment') return this.#done(this.shape, 'comment');
    if (this.token.kind === 'end') return this.#done(this.shape);
    if (this.isSign(';')) {
      const after = this.#statementAfter();
      if (after.shape === 'none') return this.#done(this.shape);
      // `' and a is null; --`: what is joined counts, and how it ends.
      return after.shape === 'comment'
        ? { ...after, shape: this.shape }
        : { ...after, shape: stronger(this.shape, after.shape) };
    }
    if (this.is('union')) return this.#tail(this.#union());
    if (this.is('limit') || this.is('order') || this.is('group') || this.is('having'))
      return this.#tail(this.#clause());
    // A strong part counts even when what follows it cannot be read.
    return this.shape === 'union' || this.shape === 'call' ? this.#done(this.shape) : nothing;
  }

  /** `', 1, 2);drop table t--`: out of the values of an INSERT. Without an end of SQL it is a list like any other. */
  #listAfter(): Continuation {
    for (let count = 0; this.take(',') && count < mostItems; count++) if (!this.expression()) return nothing;
    const isClosed = this.isSign(')');
    while (this.isSign(')')) this.advance();
    if (this.shape === 'call') return this.#done('call');
    if (this.token.kind === 'comment' && isClosed) return this.#done('comment', 'comment');
    if (!this.isSign(';')) return nothing;
    const after = this.#statementAfter();
    return after.shape === 'statement' ? after : nothing;
  }

  #statementAfter(isFirst = false): Continuation {
    if (!isFirst) while (this.isSign(';')) this.advance();
    // `';` at the end is what breaks the query, to see whether it breaks.
    if ((this.token.kind === 'comment' || this.token.kind === 'end') && !isFirst)
      return this.#done('comment', this.token.kind === 'comment' ? 'comment' : this.closes);
    const first = this.token;
    if (first.kind !== 'word' || !statements.has(first.text)) return nothing;
    this.advance();
    return this.followsStatement(first.text) ? this.#done('statement') : nothing;
  }

  /** An operator and what it needs, after the closed literal. */
  #connected(): boolean {
    if (this.is('union') || this.is('intersect') || this.is('except') || this.is('minus')) return this.#union();
    if (this.is('having') || this.is('group') || this.is('order') || this.is('limit') || this.is('procedure')) {
      return this.#clause();
    }
    if (this.is('into')) return this.#intoFile();
    if (this.is('as')) return this.#alias();
    const { kind, text } = this.token;
    this.#connects = (kind === 'word' && connecting.has(text)) || text === '||' || text === '&&';
    return this.operations('literal', true);
  }

  #union(): boolean {
    this.advance();
    for (const word of ['all', 'distinct', 'distinctrow']) this.take(word);
    let brackets = 0;
    while (this.isSign('(') && brackets++ < deepest) this.advance();
    if (!this.take('select') && !this.take('values')) return false;
    this.selectList();
    // What follows a union's SELECT in prose ("Union, select committee") has no list: ask for one sign of SQL.
    const isCut = this.token.kind === 'end' || this.token.kind === 'comment' || this.isSign(')');
    const isSql = this.shape !== 'none' || isCut || this.hasFrom || this.is('from');
    if (isSql) this.shape = 'union';
    return isSql;
  }

  #clause(): boolean {
    const word = this.advance().text;
    if (word === 'procedure') return this.#finish(this.take('analyse'), 'call');
    if ((word === 'order' || word === 'group') && !this.take('by')) return false;
    const isTelling = this.token.kind === 'number' && word !== 'having';
    const read = this.expression();
    while (read && (this.take(',') || this.take('offset') || this.take('asc') || this.take('desc')))
      if (!this.isOver() && !this.expression()) return false;
    if (isTelling) return this.#finish(read, 'comparison');
    return read;
  }

  #finish(read: boolean, shape: Shape): boolean {
    if (read) this.note(shape);
    return read;
  }

  #intoFile(): boolean {
    this.advance();
    return this.#finish(this.take('outfile') || this.take('dumpfile'), 'call');
  }

  /** ` as "x" from t`: out of a column's name. */
  #alias(): boolean {
    this.advance();
    if (this.token.kind !== 'word' && this.token.kind !== 'string' && this.token.kind !== 'open') return false;
    const { kind } = this.advance();
    return this.#finish(kind !== 'open' && this.take('from'), 'comparison');
  }
}
