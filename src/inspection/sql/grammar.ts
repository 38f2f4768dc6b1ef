import { SqlLexer, type Token } from './lexer.js';
import { comparing, connecting, statements, tellingFunctions, catalogues } from './words.js';

/** What the continuation of a query was found to do; the strongest thing wins. */
export type Shape = 'none' | 'joined' | 'condition' | 'comparison' | 'call' | 'statement' | 'union' | 'comment';

export interface Continuation {
  readonly shape: Shape;
  /** Behind the last token that belongs to it. */
  readonly end: number;
  /** How the rest of the query around it is dealt with: cut off by a comment, or taken into a string left open. */
  readonly closes: 'comment' | 'string' | undefined;
  /** A word or sign that joins conditions stood first: `or`, `and`, `||`; or the text goes on with a clause. */
  readonly connects: boolean;
}

const deepest = 24;
const nothing: Continuation = { shape: 'none', end: 0, closes: undefined, connects: false };
const rank: readonly Shape[] = ['none', 'joined', 'condition', 'comment', 'comparison', 'call', 'statement', 'union'];

function stronger(a: Shape, b: Shape): Shape {
  return rank.indexOf(b) > rank.indexOf(a) ? b : a;
}

/**
 * Reads the text behind a closed literal as the rest of a query, by recursive descent over a lenient grammar that all
 * dialects share. Words of a human language fail it soon: after an operand comes an operator, and after that an operand.
 */
export class QueryReader {
  readonly #lexer: SqlLexer;
  #token: Token;
  #shape: Shape = 'none';
  #depth = 0;
  #closes: Continuation['closes'];
  #connects = true;
  #hasFrom = false;

  constructor(text: string, start: number) {
    this.#lexer = new SqlLexer(text, start);
    this.#token = this.#lexer.next();
  }

  /** After a literal that was just closed. */
  continuation(): Continuation {
    while (this.#isSign(')')) this.#advance();
    if (this.#token.kind === 'comment') return this.#done('comment', 'comment');
    if (this.#isSign(';')) return this.#statementAfter();
    return this.#tail(this.#connected());
  }

  /** A whole statement, from its first word. */
  statement(): Continuation {
    return this.#statementAfter(true);
  }

  #advance(): Token {
    const token = this.#token;
    this.#token = this.#lexer.next();
    return token;
  }

  #is(word: string): boolean {
    return this.#token.kind === 'word' && this.#token.text === word;
  }

  #isSign(sign: string): boolean {
    return (this.#token.kind === 'punctuation' || this.#token.kind === 'operator') && this.#token.text === sign;
  }

  #take(word: string): boolean {
    if (!this.#is(word) && !this.#isSign(word)) return false;
    this.#advance();
    return true;
  }

  #done(shape: Shape, closes = this.#closes): Continuation {
    return { shape, end: this.#token.start, closes, connects: this.#connects };
  }

  /** What may follow a complete condition: brackets of the query, a comment, another statement, the end. */
  #tail(read: boolean): Continuation {
    if (!read) return nothing;
    while (this.#isSign(')')) this.#advance();
    if (this.#token.kind === 'comment') return this.#done(this.#shape, 'comment');
    if (this.#token.kind === 'end') return this.#done(this.#shape);
    if (this.#isSign(';')) {
      const after = this.#statementAfter();
      return after.shape === 'none' ? this.#done(this.#shape) : { ...after, shape: stronger(this.#shape, after.shape) };
    }
    if (this.#is('union')) return this.#tail(this.#union());
    if (this.#is('limit') || this.#is('order') || this.#is('group') || this.#is('having'))
      return this.#tail(this.#clause());
    // A strong part counts even when what follows it cannot be read.
    return this.#shape === 'union' || this.#shape === 'call' ? this.#done(this.#shape) : nothing;
  }

  #statementAfter(isFirst = false): Continuation {
    if (!isFirst) while (this.#isSign(';')) this.#advance();
    if (this.#token.kind === 'comment' && !isFirst) return this.#done('comment', 'comment');
    const first = this.#token;
    if (first.kind !== 'word' || !statements.has(first.text)) return nothing;
    this.#advance();
    return this.#looksLikeStatement(first.text) ? this.#done('statement') : nothing;
  }

  /** Whether what follows the first word of a statement is what follows it in SQL, not in prose. */
  #looksLikeStatement(first: string): boolean {
    const next = this.#token;
    switch (first) {
      case 'select':
        return this.#selectList() && (this.#shape !== 'none' || this.#token.kind === 'end' || this.#is('from'));
      case 'drop':
      case 'alter':
      case 'create':
      case 'truncate':
        return /^(table|database|schema|user|view|index|function|procedure|trigger|login|role|or|temporary|alias)$/.test(
          next.text,
        );
      case 'insert':
      case 'replace':
      case 'merge':
        return this.#take('into');
      case 'delete':
        return this.#take('from');
      case 'update':
        return this.#updates();
      case 'waitfor':
        return this.#is('delay') || this.#is('time');
      case 'exec':
      case 'execute':
        return /^(xp_|sp_|master|immediate|@)/.test(next.text) || this.#isSign('(');
      case 'declare':
        return next.text.startsWith('@');
      case 'shutdown':
      case 'begin':
      case 'commit':
      case 'rollback':
        return next.kind === 'end' || next.kind === 'comment' || this.#isSign(';') || this.#is('with');
      case 'grant':
      case 'revoke':
        return /^(all|select|insert|update|delete|execute|dba|create)$/.test(next.text);
      case 'if':
      case 'while':
        return this.#isSign('(');
      case 'copy':
        return next.kind === 'word' && this.#advance() !== undefined && (this.#is('from') || this.#is('to'));
      case 'load':
        return this.#is('data');
      case 'attach':
      case 'use':
      case 'backup':
      case 'restore':
      case 'rename':
        return this.#is('database') || this.#is('table');
      case 'pg_sleep':
        return this.#isSign('(');
      default:
        return false;
    }
  }

  #updates(): boolean {
    if (this.#token.kind !== 'word') return false;
    this.#advance();
    return this.#take('set');
  }

  /** The list of a SELECT. In prose nothing after `select` is a star, a number, a call or a comma. */
  #selectList(): boolean {
    for (const word of ['all', 'distinct', 'top']) if (this.#take(word)) this.#shape = stronger(this.#shape, 'joined');
    let items = 0;
    do {
      const kind = this.#token.kind;
      const telling = kind === 'number' || kind === 'string' || kind === 'open' || this.#isSign('*');
      if (telling || this.#token.text.startsWith('@@')) this.#shape = stronger(this.#shape, 'comparison');
      if (!this.#isSign('*') || !this.#advance()) if (!this.#expression()) return items > 0;
      if (this.#take('as')) this.#advance();
      items++;
    } while (this.#take(','));
    if (items > 1) this.#shape = stronger(this.#shape, 'comparison');
    return this.#fromClause();
  }

  #fromClause(): boolean {
    if (!this.#take('from')) return true;
    this.#hasFrom = true;
    if (this.#isSign('(')) return this.#expression();
    if (catalogues.has(this.#token.text)) this.#shape = stronger(this.#shape, 'call');
    if (this.#token.kind !== 'word') return false;
    this.#advance();
    while (this.#take('.')) {
      if (catalogues.has(this.#token.text)) this.#shape = stronger(this.#shape, 'call');
      this.#advance();
    }
    if (this.#take('where')) {
      this.#shape = stronger(this.#shape, 'comparison');
      return this.#expression();
    }
    return true;
  }

  /** An operator and what it needs, after the closed literal. */
  #connected(): boolean {
    if (this.#is('union') || this.#is('intersect') || this.#is('except') || this.#is('minus')) return this.#union();
    if (this.#is('having') || this.#is('group') || this.#is('order') || this.#is('limit') || this.#is('procedure')) {
      return this.#clause();
    }
    if (this.#is('into')) return this.#intoFile();
    const { kind, text } = this.#token;
    this.#connects = (kind === 'word' && connecting.has(text)) || text === '||' || text === '&&';
    return this.#operations(true);
  }

  #union(): boolean {
    this.#advance();
    if (this.#is('all') || this.#is('distinct')) this.#advance();
    let brackets = 0;
    while (this.#isSign('(') && brackets++ < deepest) this.#advance();
    if (!this.#take('select') && !this.#take('values')) return false;
    this.#selectList();
    // What follows a union's SELECT in prose ("Union, select committee") has no list: ask for one sign of SQL.
    const isCut = this.#token.kind === 'end' || this.#token.kind === 'comment' || this.#isSign(')');
    const isSql = this.#shape !== 'none' || isCut || this.#hasFrom || this.#is('from');
    if (isSql) this.#shape = 'union';
    return isSql;
  }

  #clause(): boolean {
    const word = this.#advance().text;
    if (word === 'procedure') return this.#finishClause(this.#take('analyse'), 'call');
    if ((word === 'order' || word === 'group') && !this.#take('by')) return false;
    const isTelling = this.#token.kind === 'number' || word === 'having';
    const read = this.#expression();
    while (read && this.#take(',')) if (!this.#expression()) return false;
    return this.#finishClause(read && isTelling, 'comparison');
  }

  #finishClause(read: boolean, shape: Shape): boolean {
    if (read) this.#shape = stronger(this.#shape, shape);
    return read;
  }

  #intoFile(): boolean {
    this.#advance();
    return this.#finishClause(this.#take('outfile') || this.#take('dumpfile'), 'call');
  }

  /** `operator operand` once or more; the first operator is needed. */
  #operations(isFirst: boolean): boolean {
    let read = !isFirst;
    for (let count = 0; count < 40; count++) {
      const shape = this.#operator();
      if (!shape) return read;
      if (!this.#operand()) return read && this.#token.kind === 'end';
      this.#shape = stronger(this.#shape, shape);
      read = true;
    }
    return read;
  }

  /** Takes an operator; says what it makes of the two sides. */
  #operator(): Shape | undefined {
    const { kind, text } = this.#token;
    if (kind === 'word') {
      if (text === 'not') this.#advance();
      const word = this.#token.text;
      if (!comparing.has(word) && !connecting.has(word) && word !== 'collate' && word !== 'escape') return undefined;
      this.#advance();
      if (word === 'is') this.#take('not');
      if (word === 'between') return this.#between();
      while (connecting.has(word) && (this.#is('not') || this.#isSign('!') || this.#isSign('~'))) this.#advance();
      return comparing.has(word) ? 'comparison' : 'joined';
    }
    if (kind !== 'operator' && !(kind === 'punctuation' && text === ',')) return undefined;
    if (text === ',') return undefined;
    this.#advance();
    while (this.#token.kind === 'operator' && '!~-+<>='.includes(this.#token.text)) this.#advance();
    return text === '||' || text === '&&' || '+-*/%|&^'.includes(text) ? 'joined' : 'comparison';
  }

  #between(): Shape | undefined {
    return this.#operand() && this.#take('and') ? 'comparison' : undefined;
  }

  #expression(): boolean {
    if (++this.#depth > deepest) return false;
    while (this.#is('not') || this.#isSign('!') || this.#isSign('-') || this.#isSign('+') || this.#isSign('~'))
      this.#advance();
    const read = this.#operand() && this.#operations(false);
    this.#depth--;
    return read;
  }

  #operand(): boolean {
    const { kind } = this.#token;
    if (kind === 'number' || kind === 'string') {
      this.#advance();
      return true;
    }
    if (kind === 'open') {
      this.#closes = 'string';
      this.#advance();
      return true;
    }
    if (this.#isSign('(')) return this.#brackets();
    if (kind === 'operator' && '-+~!'.includes(this.#token.text)) {
      this.#advance();
      return this.#operand();
    }
    return kind === 'word' && this.#name();
  }

  #brackets(): boolean {
    if (++this.#depth > deepest) return false;
    this.#advance();
    const isSelect = this.#is('select');
    if (isSelect) {
      this.#advance();
      this.#selectList();
      this.#shape = stronger(this.#shape, 'call');
    } else if (!this.#isSign(')')) {
      do if (!this.#expression()) break;
      while (this.#take(','));
    }
    this.#depth--;
    // An unclosed bracket at the end is closed by the query around.
    return this.#take(')') || this.#token.kind === 'end' || this.#token.kind === 'comment' || isSelect;
  }

  /** A column, a variable, or a call. */
  #name(): boolean {
    if (this.#is('case')) return this.#caseWhen();
    let name = this.#advance().text;
    if (name === 'select') return this.#finishClause(this.#selectList(), 'comparison');
    while (this.#isSign('.')) {
      this.#advance();
      if (this.#token.kind !== 'word' && !this.#isSign('*')) return false;
      name += `.${this.#advance().text}`;
    }
    if (name.startsWith('@@')) this.#shape = stronger(this.#shape, 'call');
    if (!this.#isSign('(')) return true;
    if (tellingFunctions.has(name) || name.includes('.')) this.#shape = stronger(this.#shape, 'call');
    else this.#shape = stronger(this.#shape, 'condition');
    return this.#brackets();
  }

  #caseWhen(): boolean {
    this.#advance();
    if (!this.#take('when')) return false;
    const read = this.#expression();
    this.#shape = stronger(this.#shape, 'call');
    return read && this.#take('then');
  }
}
