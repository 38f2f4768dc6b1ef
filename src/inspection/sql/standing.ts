import { has, isBlankCode, isWordCode } from '../characters.js';
import { worse, type Hit, type Part, type Score } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';
import { isProse } from '../prose.js';
import { QueryReader, type Continuation } from './grammar.js';
import { bareFunctions, catalogues, loudFunctions, statements } from './words.js';

function toHit({ shape, end }: Continuation, start: number, { score, reason }: Pick<Hit, 'score' | 'reason'>) {
  if (shape === 'none') return undefined;
  return { score, offset: start, length: Math.max(1, end - start), reason } satisfies Hit;
}

function firstWord(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start <= 10 && isWordCode(text.charCodeAt(end))) end++;
  return text.slice(start, end).toLowerCase();
}

/** `Select Hotels & Resorts`, `Union Select Committee`: words alone, without one that only a query has. */
export function isTitle(text: string): boolean {
  if (!/\S\s+\S+\s+\S/.test(text) || /\p{Ll}\p{Lu}/u.test(text)) return false;
  return /^[\p{L}\s&,.'’-]{1,120}$/u.test(text) && !/\b(?:from|null|into|all|distinct)\b|['&,-]{2}/i.test(text);
}

/** A statement that needs no literal before it: the text itself, or what stands behind one of its first `;`. */
function statement(text: string): Hit | undefined {
  let first = 0;
  while (first < text.length && (isBlankCode(text.charCodeAt(first)) || '(;'.includes(text[first]!))) first++;
  const own =
    statements.has(firstWord(text, first)) && !isTitle(text) ? new QueryReader(text, first).statement() : undefined;
  if (own && own.shape !== 'none') {
    const isWhole = own.end >= text.trimEnd().length || text.slice(0, first).includes(';') || !isProse(text);
    return toHit(own, first, { score: isWhole ? 4 : 3, reason: 'a statement of SQL' });
  }
  return stacked(text, first);
}

const mostStatements = 8;

function stacked(text: string, from: number): Hit | undefined {
  let at = text.indexOf(';', from);
  for (let count = 0; at >= 0 && count < mostStatements; at = text.indexOf(';', at + 1), count++) {
    let start = at + 1;
    while (start < text.length && isBlankCode(text.charCodeAt(start))) start++;
    if (!statements.has(firstWord(text, start))) continue;
    const hit = toHit(new QueryReader(text, start).statement(), at, {
      score: 4,
      reason: 'a statement of SQL behind ;',
    });
    if (hit) return hit;
  }
  return undefined;
}

const unionWord = /\bunion\b/gi;
const openSelect = /\([\s(]{0,8}(?:\/\*[^*]{0,40}\*\/)?select\b/gi;
const mostSelects = 6;

/** UNION SELECT and `(select x from t ...)` wherever they stand. */
function selects(text: string): Hit | undefined {
  unionWord.lastIndex = 0;
  for (let found = unionWord.exec(text), n = 0; found && n < mostSelects; found = unionWord.exec(text), n++) {
    const hit = toHit(new QueryReader(text, found.index).union(), found.index, { score: 4, reason: 'UNION SELECT' });
    if (hit && (found.index === 0 || hit.length > 12) && !isTitle(text)) return hit;
  }
  openSelect.lastIndex = 0;
  for (let found = openSelect.exec(text), n = 0; found && n < mostSelects; found = openSelect.exec(text), n++) {
    const start = found.index + found[0].lastIndexOf('(');
    const hit = toHit(new QueryReader(text, start).subquery(), start, { score: 4, reason: 'a subquery' });
    if (hit) return hit;
  }
  return undefined;
}

/** The name before a bracket; empty without one. */
function nameBefore(text: string, bracket: number): { name: string; start: number } {
  let end = bracket;
  while (end > 0 && bracket - end < 4 && isBlankCode(text.charCodeAt(end - 1))) end--;
  let start = end;
  while (start > 0 && end - start < 32 && isWordCode(text.charCodeAt(start - 1))) start--;
  return { name: text.slice(start, end).toLowerCase(), start };
}

const delaying = /^(?:sleep|group_concat)$/;
/** What stands before a call in SQL, and not before one in a program: `time.sleep(5)`, `await sleep(5)`. */
const callsInSql = /(?:^|[(,=;|&'"*/+-]|\b(?:select|and|or|then|else|union))\s{0,4}$/i;

function loudScore(text: string, name: string, start: number): Score {
  if (isProse(text)) return 3;
  if (!delaying.test(name)) return 4;
  return text.length <= 200 && callsInSql.test(text.slice(Math.max(0, start - 12), start)) ? 4 : 3;
}

const mostCalls = 40;

function loudCalls(text: string): Hit | undefined {
  let at = text.indexOf('(');
  for (let count = 0; at >= 0 && count < mostCalls; at = text.indexOf('(', at + 1), count++) {
    const { name, start } = nameBefore(text, at);
    if (!loudFunctions.has(name)) continue;
    const isSpoken = text[at - 1] === ' ' && !/^\s{0,2}[\d'"(@]/.test(text.slice(at + 1, at + 6));
    const score = isSpoken || /^\s*\)/.test(text.slice(at + 1, at + 20)) ? 3 : loudScore(text, name, start);
    return { score, offset: start, length: at + 1 - start, reason: `a call of ${name}()` };
  }
  return undefined;
}

const singleCall = /^[\s'"),;]{0,6}([a-z_][a-z0-9_]{1,30})\s{0,3}\(/i;
const longestFragment = 24;

/** A value that is nothing but an open call, or a name that is one: `substr(`, to see what the query makes of it. */
function bareCall(text: string, part: Part): Hit | undefined {
  if (text.length > longestFragment && !part.isName) return undefined;
  const found = singleCall.exec(text);
  if (!found || !bareFunctions.has(found[1]!.toLowerCase())) return undefined;
  const isOpen = !text.includes(')') && text.length <= longestFragment;
  if (!isOpen && !part.isName) return undefined;
  return { score: 4, offset: 0, length: found[0].length, reason: 'the start of a call of the database' };
}

const wordsOfText = /[a-z_$]{5,24}/gi;
const mayNameCatalogue = /_|sys[a-z]|v\$/i;

function namedCatalogue(text: string, part: Part): Hit | undefined {
  if (!mayNameCatalogue.test(text)) return undefined;
  const isAsked = part.isName || /\bfrom\b|\bselect\b|\.|^\s{0,3}[a-z_]+\s{0,3}$/i.test(text);
  if (!isAsked) return undefined;
  wordsOfText.lastIndex = 0;
  for (let found = wordsOfText.exec(text); found; found = wordsOfText.exec(text)) {
    const name = found[0].toLowerCase();
    if (!catalogues.has(name) || name === 'mysql' || name === 'xtype') continue;
    return { score: isProse(text) ? 3 : 4, offset: found.index, length: name.length, reason: `the catalogue ${name}` };
  }
  return undefined;
}

const telling = definePatterns([
  {
    pattern: /\(\s{0,5}case\s{1,5}when\b.{1,160}\bthen\b.{1,80}\b(?:else|end)\b/i,
    score: 4,
    reason: 'a choice of the database',
    needs: has.paren,
  },
  { pattern: /\bwaitfor[\s+]{1,8}(?:delay|time)[\s+]{0,8}['"(]/i, score: 4, reason: 'a delay of the database' },
  { pattern: /\bexec(?:ute)?\s{1,8}(?:master\s{0,3}\.|xp_|sp_)/i, score: 4, reason: 'a procedure of the server' },
  { pattern: /\bexecute\s{1,8}immediate\s{1,8}["':]/i, score: 4, reason: 'a statement in a string' },
  { pattern: /\binto\s{1,8}(?:outfile|dumpfile)\b/i, score: 4, reason: 'a file written by the database' },
  { pattern: /\bprocedure\s{1,8}analyse\s{0,3}\(/i, score: 4, reason: 'a procedure of the server' },
  { pattern: /\bselect\s{1,8}(?:pg_sleep|sleep|benchmark)\b/i, score: 4, reason: 'a delay of the database' },
  {
    pattern: /[)'"\]]\s?::\s?(?:int\d?|integer|bigint|text|varchar|numeric|double precision|jsonb?|bool|bytea|name)\b/i,
    score: 4,
    reason: 'a cast of PostgreSQL',
  },
  {
    pattern: /^[\w.]{1,40}::(?:int\d?|integer|bigint|text|varchar|numeric|double precision|jsonb?)$/i,
    score: 4,
    reason: 'a cast of PostgreSQL',
  },
  { pattern: /(?:^|[\s'"(,=])\d{1,6}\.e(?:\(|\.[a-z_])/i, score: 4, reason: 'a number that hides a column' },
  { pattern: /\/\*!\d{0,6}\s{0,3}[a-z]/i, score: 4, reason: 'code in a comment of MySQL' },
  { pattern: /\bxp_(?:cmdshell|dirtree|regread|fileexist|subdirs)\b/i, score: 4, reason: 'a procedure of the server' },
]);
const mayBeTelling = /waitfor|case\s|xp_|exec|(?:out|dump)file|analyse|select|::|\.e[(.]|\/\*!/i;

/** What is SQL by itself, wherever the value ends up in a query. */
export function standing(text: string, part: Part): Hit | undefined {
  const hasBracket = text.includes('(');
  let worst = worse(statement(text), namedCatalogue(text, part));
  if (hasBracket) worst = worse(worst, worse(bareCall(text, part), loudCalls(text)));
  if (worst && worst.score >= 4) return worst;
  worst = worse(worst, selects(text));
  return mayBeTelling.test(text) ? worse(worst, worstMatch(text, telling)) : worst;
}
