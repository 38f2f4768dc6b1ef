import { has, isBlankCode, isWordCode } from '../characters.js';
import { defineDetector, worse, type Hit, type Part, type Score } from '../detector.js';
import { QueryReader, type Continuation, type Shape } from '../sql/grammar.js';
import { isProse } from '../prose.js';
import { isTitle, standing } from '../sql/standing.js';
import { connecting, continuing } from '../sql/words.js';

const reasons: Readonly<Record<Shape, string>> = {
  none: '',
  joined: 'a condition joined to a closed literal',
  condition: 'a condition joined to a closed literal',
  comment: 'a comment that cuts the query off behind a closed string',
  comparison: 'a comparison joined to a closed literal',
  call: 'a call of the database joined to a closed literal',
  statement: 'another statement behind a closed literal',
  union: 'UNION SELECT behind a closed literal',
};

/** Quotes after this one are not tried: an honest text may hold many, an attack breaks out at the first. */
const mostQuotes = 6;

interface Context {
  /** No quote of this kind stands before it. */
  readonly isFirst: boolean;
  /** The quote closes one that the text itself opened, as in a quotation or in code. */
  readonly isOwn: boolean;
  readonly isQuoted: boolean;
}

/** Behind a number or at the start: only what joins conditions counts, for honest texts compare numbers as well. */
function unquotedScore({ shape, closes, connects }: Continuation): Score | undefined {
  if (!connects) return shape === 'call' && closes ? 4 : undefined;
  if (shape === 'union' || shape === 'call' || shape === 'statement') return 5;
  if (shape === 'comparison') return 5;
  return shape === 'condition' || shape === 'joined' ? (closes === 'comment' ? 4 : 2) : undefined;
}

function quotedScore(read: Continuation, { isFirst, isOwn }: Context): Score | undefined {
  const { shape, closes, isTautology } = read;
  switch (shape) {
    case 'none':
      return undefined;
    case 'union':
    case 'statement':
      return isFirst ? 5 : 4;
    case 'call':
      return isFirst ? 5 : closes || read.connects ? 4 : 3;
    case 'comparison':
      if (isFirst) return 5;
      return !isOwn || closes || (isTautology && read.connects) ? 4 : 3;
    case 'comment':
      return isFirst ? 5 : undefined;
    case 'condition':
    case 'joined':
      return closes === 'comment' && !isOwn ? 5 : 3;
  }
}

/** A comment right behind the quote counts only where the text ends there: `it's -- well -- odd` goes on. */
function isCutOff(text: string, start: number): boolean {
  const rest = text.slice(start).trimStart();
  if (/^[)\s]{0,20}(?:\/\*[^*]{0,40}\*\/)?\s{0,4};?\s{0,4}$/.test(rest)) return !/\s/.test(text.trim());
  const comment = /^[);]{0,20}\s{0,20}(?:--|#(?![\w-])|\/\*)/.exec(rest);
  return (
    comment !== null && rest.length - comment[0].length <= 24 && !rest.slice(comment[0].length).trim().includes(' ')
  );
}

function judge(text: string, start: number, context: Context): Hit | undefined {
  const read = new QueryReader(text, start).continuation();
  const score = context.isQuoted ? quotedScore(read, context) : unquotedScore(read);
  if (!score) return undefined;
  const isWeak = read.shape === 'comment' || (read.closes === 'comment' && read.shape === 'joined');
  if (isWeak && !isCutOff(text, read.shape === 'comment' ? start : read.end)) return undefined;
  // A quotation: `--help` and `#part` in quotes, or an operator in back-ticks.
  if (read.shape === 'comment' && context.isQuoted && text.includes(text[start - 1]!, start)) return undefined;
  if (context.isQuoted && text[start - 1] === '`' && !isBrokenName(text, read)) return undefined;
  return { score, offset: start, length: Math.max(1, read.end - start), reason: reasons[read.shape] };
}

/** Back-ticks quote names in MySQL and code in texts: only what ends as a query does is an attack. */
function isBrokenName(text: string, { shape, closes }: Continuation): boolean {
  return shape === 'union' || shape === 'statement' || (closes === 'comment' && !isProse(text));
}

function skipBlanks(text: string, start: number): number {
  let i = start;
  while (i < text.length && isBlankCode(text.charCodeAt(i))) i++;
  return i;
}

const longestWord = 10;

/** A glance: can a query go on like that? Spares most apostrophes the lexer. */
function mayContinue(text: string, start: number): boolean {
  const i = skipBlanks(text, start);
  const code = text.charCodeAt(i);
  if (i >= text.length || code > 127) return false;
  // `">` closes a tag, and is another detector's.
  if (code === 62 || text.startsWith('/>', i)) return !text.includes('<');
  // `'<name>'` opens one.
  if (code === 60 && /[a-z/!]/i.test(text[i + 1] ?? '')) return false;
  if (!isWordCode(code)) return code !== 46 && code !== 63 && code !== 58 && code !== 123;
  let end = i;
  while (end < text.length && end - i <= longestWord && isWordCode(text.charCodeAt(end))) end++;
  return continuing.has(text.slice(i, end).toLowerCase());
}

/** A sentence that speaks of `'='`. */
function isQuotedSign(text: string, at: number): boolean {
  let i = at + 1;
  while (i < at + 4 && '=<>!~+*/%&|^-'.includes(text[i] ?? ' ')) i++;
  if (i === at + 1 || text[i] !== text[at]) return false;
  return isProse(text) || (/[\s(]/.test(text[at - 1] ?? '') && /[\s.,)]/.test(text[i + 1] ?? ''));
}

function behindQuotes(text: string, quote: string): Hit | undefined {
  let worst: Hit | undefined;
  let count = 0;
  for (let i = text.indexOf(quote); i >= 0 && count < mostQuotes; i = text.indexOf(quote, i + 1), count++) {
    if (text[i + 1] === quote && text[i - 1] !== '\\' && i > 0) {
      i++;
      continue;
    }
    if (!mayContinue(text, i + 1) || isQuotedSign(text, i)) continue;
    worst = worse(worst, judge(text, i + 1, { isFirst: count === 0, isOwn: count % 2 === 1, isQuoted: true }));
    if (worst?.score === 5) return worst;
  }
  return worst;
}

/** End of the number, NULL, TRUE or FALSE that the text starts with; 0 without one. */
function endOfLiteral(text: string): number {
  const found = /^[\s(]{0,20}[-+]?(?:\d[\d.]{0,30}|null|true|false)/i.exec(text.slice(0, 60));
  if (!found) return 0;
  const end = found[0].length;
  return end < text.length && isWordCode(text.charCodeAt(end)) ? 0 : end;
}

/** `7 or 1=1`: the value is the literal; `or 1=1`: the literal stands before it. */
function unquoted(text: string): Hit | undefined {
  const end = endOfLiteral(text);
  const start = skipBlanks(text, end);
  if (end === 0 && !startsWithConnection(text, start)) return undefined;
  if (!mayContinue(text, start) || (end === 0 && isTitle(text))) return undefined;
  const hit = judge(text, start, { isFirst: true, isOwn: false, isQuoted: false });
  return hit && end === 0 && hit.score === 5 ? { ...hit, score: 4 } : hit;
}

function startsWithConnection(text: string, start: number): boolean {
  const i = text[start] === ')' ? skipBlanks(text, start + 1) : start;
  if (text.startsWith('||', i) || text.startsWith('&&', i) || text[i] === ',') return true;
  const word = /^[a-z]{2,6}/i.exec(text.slice(i, i + 7))?.[0].toLowerCase();
  return word !== undefined && (connecting.has(word) || word === 'union' || word === 'having' || word === 'order');
}

const quotes = [
  ["'", has.quote],
  ['"', has.doubleQuote],
  ['`', has.backtick],
] as const;

/**
 * CWE-89. The text is read as what follows a literal in a query: behind each kind of quote, behind a number, or as a
 * statement of its own. It scores when a grammar of SQL accepts the rest.
 */
export default defineDetector({
  id: 'sqli',
  title: 'SQL injection',
  cwe: [89],
  version: 2,
  needs: 0,
  detect(text: string, part: Part) {
    let worst = unquoted(text);
    for (const [quote] of quotes) {
      if (worst?.score === 5) return worst;
      if (text.includes(quote)) worst = worse(worst, behindQuotes(text, quote));
    }
    return worst?.score === 5 ? worst : worse(worst, standing(text, part));
  },
});
