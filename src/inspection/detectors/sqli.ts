import { has, isWordCode } from '../characters.js';
import { defineDetector, worse, type Hit, type Part, type Score } from '../detector.js';
import { QueryReader, type Continuation, type Shape } from '../sql/grammar.js';
import { catalogues, loudFunctions } from '../sql/words.js';

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
  /** Nothing but the literal stands before it. */
  readonly isFirst: boolean;
  readonly isQuoted: boolean;
}

function scoreOf({ shape, closes, connects }: Continuation, { isFirst, isQuoted }: Context): Score | undefined {
  // A sum or an equation: numbers are compared in honest texts as well.
  if (!isQuoted && !connects) return shape === 'call' && closes ? 4 : undefined;
  switch (shape) {
    case 'none':
      return undefined;
    case 'union':
    case 'call':
    case 'statement':
      return isFirst ? 5 : 4;
    case 'comparison':
      return isFirst || closes ? 5 : 4;
    case 'comment':
      return isQuoted && isFirst ? 5 : undefined;
    case 'condition':
    case 'joined':
      if (closes === 'comment') return 5;
      return isQuoted || shape === 'condition' ? 3 : 2;
  }
}

function judge(text: string, start: number, context: Context): Hit | undefined {
  const read = new QueryReader(text, start).continuation();
  const score = scoreOf(read, context);
  if (!score) return undefined;
  return { score, offset: start, length: Math.max(1, read.end - start), reason: reasons[read.shape] };
}

/** A comment right behind the quote counts only where the text ends there: `it's -- well -- odd` goes on. */
function isCutOff(text: string, start: number): boolean {
  const rest = text.slice(start).trimStart();
  const comment = /^\)*\s*(--|#|\/\*)/.exec(rest);
  return comment !== null && rest.length - comment[0].length <= 24 && !rest.slice(comment[0].length).includes(' ');
}

function behindQuotes(text: string, quote: string): Hit | undefined {
  let worst: Hit | undefined;
  let count = 0;
  for (let i = text.indexOf(quote); i >= 0 && count < mostQuotes; i = text.indexOf(quote, i + 1), count++) {
    if (text[i + 1] === quote && text[i - 1] !== '\\' && i > 0) {
      i++;
      continue;
    }
    const hit = judge(text, i + 1, { isFirst: count === 0, isQuoted: true });
    if (hit?.reason === reasons.comment && !isCutOff(text, i + 1)) continue;
    worst = worse(worst, hit);
    if (worst?.score === 5) return worst;
  }
  return worst;
}

/** `7 or 1=1`: the value is the literal. */
function behindNumber(text: string): Hit | undefined {
  const number = /^[\s(]*[-+]?(?:\d[\d.]*|null|true|false)\s*/i.exec(text);
  if (
    !number ||
    (number[0].length < text.length && isWordCode(text.charCodeAt(number[0].length)) && !/\s$/.test(number[0]))
  ) {
    return undefined;
  }
  const hit = judge(text, number[0].length, { isFirst: true, isQuoted: false });
  return hit?.reason === reasons.comment ? undefined : hit;
}

/** A statement or a call that needs no literal before it. */
function standing(text: string): Hit | undefined {
  const first = /^[\s(;]*/.exec(text)![0].length;
  const read = new QueryReader(text, first).statement();
  if (read.shape === 'none') return undefined;
  const isWhole = read.end >= text.trimEnd().length;
  return { score: isWhole ? 4 : 3, offset: first, length: Math.max(1, read.end - first), reason: 'a statement of SQL' };
}

const wordBeforeBracket = /([a-z_][a-z0-9_$]*)(?:\.[a-z_]+)?\s{0,3}\(/gi;

function loudCalls(text: string): Hit | undefined {
  wordBeforeBracket.lastIndex = 0;
  for (let found = wordBeforeBracket.exec(text); found; found = wordBeforeBracket.exec(text)) {
    const name = found[1]!.toLowerCase();
    if (!loudFunctions.has(name)) continue;
    const inside = text.slice(wordBeforeBracket.lastIndex, wordBeforeBracket.lastIndex + 40);
    // `sleep(5)` is a sentence of programmers; with more SQL around it was seen by the grammar.
    const score: Score = name === 'sleep' || name === 'group_concat' ? 3 : /^\s*\)/.test(inside) ? 3 : 4;
    return { score, offset: found.index, length: found[0].length, reason: `a call of ${name}()` };
  }
  return undefined;
}

const wordsOfText = /[a-z_$]{5,24}/gi;

function namedCatalogue(text: string): Hit | undefined {
  if (!/\bfrom\b|\bselect\b|\./i.test(text)) return undefined;
  wordsOfText.lastIndex = 0;
  for (let found = wordsOfText.exec(text); found; found = wordsOfText.exec(text)) {
    const name = found[0].toLowerCase();
    if (name === 'mysql' || name === 'xtype' || !catalogues.has(name)) continue;
    return { score: 4, offset: found.index, length: name.length, reason: `the catalogue ${name}` };
  }
  return undefined;
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
  version: 1,
  needs: 0,
  detect(text: string, _part: Part) {
    let worst = behindNumber(text);
    for (const [quote] of quotes) {
      if (worst?.score === 5) return worst;
      if (text.includes(quote)) worst = worse(worst, behindQuotes(text, quote));
    }
    if (worst?.score === 5) return worst;
    return worse(
      worse(worst, standing(text)),
      text.includes('(') ? worse(loudCalls(text), namedCatalogue(text)) : namedCatalogue(text),
    );
  },
});
