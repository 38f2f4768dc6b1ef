import { TokenCursor } from './cursor.js';
import type { Token } from './lexer.js';
import { catalogues, comparing, connecting, isTellingCall, reserved, truths, wantedTables } from './words.js';

/** What the continuation of a query was found to do; the strongest thing wins. */
export type Shape = 'none' | 'joined' | 'condition' | 'comment' | 'comparison' | 'call' | 'statement' | 'union';

const rank: readonly Shape[] = ['none', 'joined', 'condition', 'comment', 'comparison', 'call', 'statement', 'union'];

export function stronger(a: Shape, b: Shape): Shape {
  return rank.indexOf(b) > rank.indexOf(a) ? b : a;
}

/** What an operand is: prose has only names, an attack needs at least one other thing. */
type Operand = 'literal' | 'name' | 'call' | 'brackets';

interface Operator {
  readonly text: string;
  /** What it makes of its two sides. */
  readonly shape: Shape;
}

const deepest = 24;
const mostOperations = 40;

/** Expressions and SELECT, by recursive descent over a lenient grammar that all dialects share. */
export class ExpressionReader extends TokenCursor {
  protected shape: Shape = 'none';
  protected closes: 'comment' | 'string' | undefined;
  protected hasFrom = false;
  /** Some comparison has a constant on both sides, or the same thing: it only ever serves to be true. */
  protected isTautology = false;
  #depth = 0;
  #lastName = '';

  protected note(shape: Shape): void {
    this.shape = stronger(this.shape, shape);
  }

  protected expression(): boolean {
    if (++this.#depth > deepest) return false;
    while (this.is('not') || this.token.text === '!' || this.#isPrefix()) this.advance();
    const left = this.#operand();
    const read = left !== undefined && this.operations(left);
    this.#depth--;
    return read;
  }

  #isPrefix(): boolean {
    return this.token.kind === 'operator' && '-+~!'.includes(this.token.text);
  }

  /** `operator operand` any number of times; `needsOne` where the text must go on. */
  protected operations(first: Operand | undefined, needsOne = false): boolean {
    let read = !needsOne;
    let left = first;
    let leftName = this.#lastName;
    for (let count = 0; count < mostOperations; count++) {
      const operator = this.#operator();
      if (operator === 'unread') return false;
      if (!operator) return read;
      const { start } = this.token;
      const right = this.#operand();
      if (!right) return read && this.token.kind === 'end' && start === this.token.start;
      if (!this.#judge(operator, [left, right], leftName === this.#lastName)) return false;
      read = true;
      left = right;
      leftName = this.#lastName;
    }
    return read;
  }

  /** Notes what a comparison proves; false where only prose has it: `in names`, `is here`. */
  #judge({ text, shape }: Operator, [left, right]: readonly (Operand | undefined)[], isSame: boolean): boolean {
    const isName = right === 'name';
    if (text === 'is' ? !isName || !truths.has(this.#lastName) : comparing.has(text) && isName) return false;
    if (text === 'in' && right === 'literal') return false;
    if (connecting.has(text) && isName && truths.has(this.#lastName)) this.note('comparison');
    if (shape !== 'comparison') {
      this.note(shape);
      return true;
    }
    const isConstant = left !== 'name' && right !== 'name';
    if (isConstant || (isSame && isName)) this.isTautology = true;
    this.note(left === 'name' && isName && !isSame ? 'joined' : 'comparison');
    return true;
  }

  #operator(): Operator | 'unread' | undefined {
    const { kind, text } = this.token;
    if (kind === 'word') return this.#wordOperator();
    if (kind !== 'operator') return undefined;
    this.advance();
    if (text === '::') return { text, shape: 'joined' };
    while (this.token.kind === 'operator' && '!~-+<>='.includes(this.token.text)) this.advance();
    const joins = text === '||' || text === '&&' || '+-*/%|&^!~'.includes(text);
    return { text, shape: joins ? 'joined' : 'comparison' };
  }

  #wordOperator(): Operator | 'unread' | undefined {
    if (this.is('not')) this.advance();
    const { text } = this.token;
    if (!comparing.has(text) && !connecting.has(text) && text !== 'collate' && text !== 'escape') return undefined;
    this.advance();
    if (text === 'is') this.take('not');
    if (text === 'sounds' && !this.take('like')) return 'unread';
    if (text === 'similar' && !this.take('to')) return 'unread';
    if (text === 'between') return this.#lowerBound() ? { text, shape: 'comparison' } : 'unread';
    while (connecting.has(text) && (this.is('not') || this.#isPrefix())) this.advance();
    return { text, shape: comparing.has(text) ? 'comparison' : 'joined' };
  }

  #lowerBound(): boolean {
    return this.#operand() !== undefined && this.take('and');
  }

  #operand(): Operand | undefined {
    const { kind } = this.token;
    if (kind === 'number' || kind === 'string') return this.#literal();
    if (kind === 'open') {
      this.closes = 'string';
      return this.#literal();
    }
    if (this.isSign('(')) return this.#brackets() ? 'brackets' : undefined;
    if (this.isSign('{')) return this.#escapeClause() ? 'brackets' : undefined;
    if (this.#isPrefix()) {
      this.advance();
      return this.#operand();
    }
    return kind === 'word' ? this.#name() : undefined;
  }

  #literal(): Operand {
    this.#lastName = '';
    this.advance();
    return 'literal';
  }

  /** `{fn length(x)}` of ODBC. */
  #escapeClause(): boolean {
    this.advance();
    if (this.token.kind !== 'word') return false;
    this.advance();
    this.expression();
    return this.shape === 'call' || this.take('}');
  }

  #brackets(): boolean {
    if (++this.#depth > deepest) return false;
    this.advance();
    const isSelect = this.is('select');
    if (isSelect) {
      this.advance();
      this.selectList();
      this.note('call');
    } else if (this.isSign('*')) {
      this.advance();
    } else if (!this.isSign(')')) {
      do {
        if (!this.expression()) break;
        if (this.take('as') || this.take('using')) this.#type();
      } while (this.take(','));
    }
    this.#depth--;
    // An unclosed bracket at the end is closed by the query around.
    return this.take(')') || this.token.kind === 'end' || this.token.kind === 'comment' || isSelect;
  }

  /** `cast(x as varchar(9))`, `convert(x using utf8)`. */
  #type(): void {
    while (this.token.kind === 'word') this.advance();
    if (this.isSign('(')) this.#brackets();
  }

  /** A column, a variable, or a call. */
  #name(): Operand | undefined {
    if (this.is('case')) return this.#caseWhen() ? 'call' : undefined;
    if (this.is('array')) return this.#array();
    if (reserved.has(this.token.text)) return undefined;
    const first = this.advance();
    if (first.text === 'select') return this.#bareSelect();
    const name = this.#dotted(first);
    if (name === undefined) return undefined;
    this.#lastName = name;
    if (name.startsWith('@@')) this.note('call');
    if (!this.isSign('(')) return name.startsWith('@') ? 'call' : 'name';
    this.note(isTellingCall(name) ? 'call' : 'condition');
    return this.#brackets() ? 'call' : undefined;
  }

  #dotted(first: Token): string | undefined {
    let name = first.text;
    while (this.isSign('.')) {
      this.advance();
      if (this.token.kind !== 'word' && !this.isSign('*')) return undefined;
      name += `.${this.advance().text}`;
    }
    return name;
  }

  #bareSelect(): Operand | undefined {
    if (!this.selectList()) return undefined;
    this.note('comparison');
    return 'brackets';
  }

  /** `array['a','b']` of PostgreSQL. */
  #array(): Operand | undefined {
    this.advance();
    if (!this.take('[')) return undefined;
    do if (!this.expression()) break;
    while (this.take(','));
    return this.take(']') ? 'brackets' : undefined;
  }

  #caseWhen(): boolean {
    this.advance();
    if (!this.is('when')) this.expression();
    if (!this.take('when')) return false;
    const read = this.expression();
    if (!read || !this.take('then')) return false;
    this.note('call');
    while (!this.isOver() && !this.is('end')) this.advance();
    this.take('end');
    return true;
  }

  /** The list of a SELECT. In prose nothing after `select` is a star, a number, a call or a comma. */
  protected selectList(): boolean {
    for (const word of ['all', 'distinct', 'distinctrow', 'top']) if (this.take(word)) this.note('joined');
    let items = 0;
    do {
      const { kind, text } = this.token;
      const isTelling = kind === 'number' || kind === 'string' || kind === 'open' || this.isSign('*');
      if (isTelling || text.startsWith('@@') || text === 'null') this.note('comparison');
      if (!this.isSign('*') || !this.advance()) if (!this.expression()) return items > 0;
      if (this.take('as')) this.advance();
      items++;
    } while (this.take(','));
    return this.#fromClause(items);
  }

  #fromClause(items: number): boolean {
    if (!this.take('from')) return true;
    this.hasFrom = true;
    if (items > 1) this.note('comparison');
    if (this.isSign('(')) return this.expression();
    if (this.token.kind !== 'word') return false;
    do this.#table();
    while (this.take('.'));
    if (this.is('limit') || this.is('group') || this.is('order') || this.is('having')) return true;
    if (!this.take('where')) return true;
    this.note('comparison');
    return this.expression();
  }

  #table(): void {
    const { text } = this.token;
    if (catalogues.has(text)) this.note('call');
    else if (wantedTables.has(text) || text.includes('_')) this.note('comparison');
    this.advance();
  }
}
