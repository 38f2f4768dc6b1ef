import { PortcullisError } from '../../core/errors.js';
import type { Place } from '../../core/place.js';
import type { Directive, ProxyConfig } from './types.js';

/** nginx itself stops far earlier. */
const mostDepth = 64;

interface Token {
  readonly text: string;
  readonly isMark: boolean;
  readonly place: Place;
}

/** Words, and the marks `{`, `}` and `;`. Quotes are taken off, comments left out. */
function* tokensOf(file: string, text: string): Generator<Token> {
  const pattern =
    /#[^\n]*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|([{};])|((?:\$\{\w*\}|\\[\s\S]|[^\s{};#"'\\]|(?<=\S)[#"'])+)|(\n)/g;
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, double, single, mark, word] = match;
    const place = { file, line, column: match.index - lineStart + 1 };
    const breaks = whole.split('\n').length - 1;
    if (breaks) {
      line += breaks;
      lineStart = match.index + whole.lastIndexOf('\n') + 1;
    }
    if (mark !== undefined) yield { text: mark, isMark: true, place };
    else if (double !== undefined || single !== undefined) yield { text: double ?? single ?? '', isMark: false, place };
    else if (word !== undefined) yield { text: word, isMark: false, place };
  }
}

const broken = (place: Place, expected: string): PortcullisError =>
  new PortcullisError('SYNTAX_INVALID', 'The configuration of nginx does not parse here', { place, expected });

/**
 * Reads a configuration of nginx.
 *
 * @throws PortcullisError SYNTAX_INVALID with the place.
 */
export function parseNginx(file: string, text: string): ProxyConfig {
  const tokens = [...tokensOf(file, text)];
  let at = 0;

  function block(depth: number): Directive[] {
    const found: Directive[] = [];
    let words: Token[] = [];
    for (; at < tokens.length; at += 1) {
      const token = tokens[at]!;
      if (!token.isMark) {
        words.push(token);
        continue;
      }
      if (token.text === '}') {
        if (words.length) throw broken(token.place, '";" before "}"');
        if (depth === 0) throw broken(token.place, 'no "}" without "{"');
        return found;
      }
      const [first, ...args] = words;
      if (!first) throw broken(token.place, 'a directive');
      words = [];
      let inner: Directive[] | undefined;
      if (token.text === '{') {
        if (depth >= mostDepth) throw broken(token.place, `at most ${mostDepth} levels`);
        at += 1;
        inner = block(depth + 1);
        if (tokens[at]?.text !== '}') throw broken(first.place, '"}" at the end of the block');
      }
      found.push({ name: first.text, args: args.map((one) => one.text), block: inner, place: first.place });
    }
    if (words.length) throw broken(words[0]!.place, '";" at the end of the directive');
    return found;
  }

  return { file, directives: block(0) };
}

/** A directive, and the blocks that it stands in, outermost first. */
export interface Nested {
  readonly directive: Directive;
  readonly parents: readonly Directive[];
}

/** Every directive at every level. */
export function* everyDirective(list: readonly Directive[], parents: readonly Directive[] = []): Generator<Nested> {
  for (const directive of list) {
    yield { directive, parents };
    if (directive.block) yield* everyDirective(directive.block, [...parents, directive]);
  }
}
