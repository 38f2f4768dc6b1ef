import { lexer, type Token, type Tokens } from 'marked';
import { visibleText } from '../core/visible-text.js';

/** How the text of a lesson is laid out. */
export interface TextStyle {
  readonly width: number;
  readonly color: boolean;
}

const escapeCode = '\u001B[';
const widest = 92;

/** Markdown as lines for a terminal: wrapped, code indented and never wrapped. */
export function terminalText(markdown: string, style: TextStyle): string {
  const width = Math.max(40, Math.min(style.width, widest));
  return lexer(markdown)
    .map((token) => block(token, { ...style, width }))
    .filter((text) => text !== '')
    .join('\n\n');
}

function block(token: Token, style: TextStyle): string {
  if (token.type === 'heading') return paint(plain((token as Tokens.Heading).tokens), '1', style);
  if (token.type === 'code') return indent(visibleLines((token as Tokens.Code).text), '    ', '36', style);
  if (token.type === 'list') return list(token as Tokens.List, style);
  if (token.type === 'space') return '';
  return wrap(plain((token as Tokens.Paragraph).tokens ?? [token]), style.width);
}

function list({ items, ordered }: Tokens.List, style: TextStyle): string {
  return items
    .map((item, i) => {
      const mark = ordered ? `${i + 1}. ` : '- ';
      const lines = wrap(plain(item.tokens), style.width - mark.length).split('\n');
      return lines.map((line, n) => (n === 0 ? mark : ' '.repeat(mark.length)) + line).join('\n');
    })
    .join('\n');
}

/** The words of inline tokens: code keeps its backticks, links their address. */
function plain(tokens: readonly Token[] | undefined): string {
  return (tokens ?? [])
    .map((token) => {
      if (token.type === 'codespan') return `\`${(token as Tokens.Codespan).text}\``;
      if (token.type === 'link') return `${plain((token as Tokens.Link).tokens)} (${(token as Tokens.Link).href})`;
      const inner = (token as { readonly tokens?: readonly Token[] }).tokens;
      return inner ? plain(inner) : ((token as Tokens.Text).text ?? '');
    })
    .join('');
}

const visibleLines = (text: string) => text.split('\n').map(visibleText).join('\n');

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of visibleText(text.replaceAll(/\s+/g, ' ')).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

const paint = (text: string, code: string, { color }: TextStyle) =>
  color ? `${escapeCode}${code}m${text}${escapeCode}0m` : text;

const indent = (text: string, by: string, code: string, style: TextStyle) =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : by + paint(line, code, style)))
    .join('\n');
