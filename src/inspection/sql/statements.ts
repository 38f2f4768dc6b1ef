import { ExpressionReader } from './expressions.js';

const objects =
  /^(?:table|database|schema|user|view|index|function|procedure|trigger|login|role|or|temporary|unique|alias|tablespace|sequence)$/;

/** Statements that stand by themselves, from their first word. */
export class StatementReader extends ExpressionReader {
  /**
   * Whether what follows the first word of a statement is what follows it in SQL. Each needs a part that a sentence
   * with the same first words ("delete from the cart", "insert into slot A") does not have.
   */
  protected followsStatement(first: string): boolean {
    switch (first) {
      case 'select':
        return this.selectList() && (this.shape !== 'none' || this.is('from'));
      case 'drop':
      case 'alter':
      case 'create':
      case 'truncate':
        return this.#object(first);
      case 'insert':
      case 'replace':
      case 'merge':
        return this.#insert(first);
      case 'delete':
        return this.take('from') && this.#word() && (this.is('where') || this.isOver());
      case 'update':
        return this.#word() && this.take('set') && this.#assignment();
      case 'waitfor':
        return (this.take('delay') || this.take('time')) && this.token.kind !== 'word';
      case 'exec':
      case 'execute':
        return this.#execute();
      case 'declare':
        return this.token.text.startsWith('@');
      case 'set':
        return /^@\w/.test(this.token.text) || this.is('names');
      case 'grant':
      case 'revoke':
        return /^(?:all|select|insert|update|delete|execute|dba|create)$/.test(this.advance().text) && !this.isOver();
      default:
        return this.#simple(first);
    }
  }

  /** Statements that are told by one more word. */
  #simple(first: string): boolean {
    switch (first) {
      case 'shutdown':
      case 'commit':
      case 'rollback':
        return this.isOver() || this.is('with');
      case 'begin':
        return this.is('declare') || this.is('dbms_lock') || this.is('execute');
      case 'if':
      case 'while':
        return this.isSign('(') && this.expression() && this.shape === 'call';
      case 'copy':
        return (this.#word() || this.expression()) && (this.is('from') || this.is('to')) && this.#isProgram();
      case 'load':
        return this.take('data') && (this.is('infile') || this.is('local'));
      case 'attach':
      case 'backup':
      case 'restore':
        return this.take('database') && !this.isOver();
      case 'handler':
        return this.#word() && (this.is('open') || this.is('read'));
      case 'call':
      case 'do':
        return this.token.kind === 'word' && this.expression() && this.shape === 'call';
      case 'prepare':
        return this.#word() && this.is('from');
      case 'dbcc':
      case 'pragma':
        return this.token.kind === 'word' && this.advance().spaced && (this.isSign('(') || this.isSign('='));
      default:
        return false;
    }
  }

  #word(): boolean {
    if (this.token.kind !== 'word') return false;
    this.advance();
    return true;
  }

  #isProgram(): boolean {
    this.advance();
    return this.is('program') || this.token.kind === 'string' || this.token.kind === 'open';
  }

  /** `drop table t`; with more behind it only what SQL has there, for `create user` may be a label. */
  #object(first: string): boolean {
    if (!objects.test(this.token.text)) return first === 'truncate' && this.isSign('[');
    const object = this.advance().text;
    if (object === 'or' || object === 'temporary' || object === 'unique') return this.advance().kind === 'word';
    for (const word of ['if', 'not', 'exists']) this.take(word);
    const isQuoted = this.token.kind !== 'word' && this.token.kind !== 'end';
    const { spaced } = this.token;
    if (isQuoted) return this.token.kind !== 'punctuation' && this.token.kind !== 'operator';
    if (!this.#word() || !spaced) return false;
    const isWanted = (first === 'drop' || first === 'truncate') && (object === 'table' || object === 'database');
    if (this.token.kind === 'end') return isWanted;
    return this.isOver() || this.isSign('(') || this.isSign('.') || this.isSign(',') || this.#objectVerb();
  }

  #objectVerb(): boolean {
    return /^(?:add|modify|change|rename|cascade|identified|engine|enable|disable)$/.test(this.token.text);
  }

  #insert(first: string): boolean {
    if (!this.take('into') && first !== 'replace') return false;
    if (!this.#word()) return false;
    while (this.take('.')) if (!this.#word()) return false;
    return this.isSign('(') || this.is('values') || this.is('select') || this.is('set');
  }

  #assignment(): boolean {
    while (this.#word()) if (!this.take('.')) return this.isSign('=');
    return false;
  }

  #execute(): boolean {
    const { text } = this.token;
    if (/^(?:xp_|sp_|master$|@)/.test(text)) return true;
    if (this.take('immediate')) return this.token.kind !== 'word';
    return this.isSign('(') && this.expression() && (this.shape === 'call' || this.closes !== undefined);
  }
}
