import { SqlLexer, type Token } from './lexer.js';

/** Walks over the tokens of a text, one ahead. */
export class TokenCursor {
  readonly #lexer: SqlLexer;
  protected token: Token;

  constructor(text: string, start: number) {
    this.#lexer = new SqlLexer(text, start);
    this.token = this.#lexer.next();
  }

  protected advance(): Token {
    const token = this.token;
    this.token = this.#lexer.next();
    return token;
  }

  protected is(word: string): boolean {
    return this.token.kind === 'word' && this.token.text === word;
  }

  protected isSign(sign: string): boolean {
    return (this.token.kind === 'punctuation' || this.token.kind === 'operator') && this.token.text === sign;
  }

  /** Nothing of the query is left, or a comment cuts it off. */
  protected isOver(): boolean {
    return this.token.kind === 'end' || this.token.kind === 'comment' || this.isSign(';');
  }

  protected take(wordOrSign: string): boolean {
    if (!this.is(wordOrSign) && !this.isSign(wordOrSign)) return false;
    this.advance();
    return true;
  }
}
