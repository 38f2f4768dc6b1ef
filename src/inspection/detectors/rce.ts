import { has } from '../characters.js';
import { defineDetector, worse, type Hit, type Score } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';
import { commandName, commands, isGlobbedCommand, shellWord, skipShellBlanks, wordCommands } from '../shell.js';

/** What follows a command and no word of a sentence. */
const argument =
  /^(?:-{1,2}[a-z0-9]|\/[a-z*?.\[]|\.{1,2}\/|~\/|\$[\w{(@]|[a-z]:\\|%[a-z_]+%|\\\\|\d{1,5}(?:[smh]?\s*$|\s*[;|&#])|https?:|["']?\/(?:etc|bin|usr|tmp|var|dev|proc)\b|[|>;`]|\d?>\s?[/&]|&\s*$|\{|\w[\w.-]*\s*[|>]|\/[a-z?]\b)/i;
const ending = /^(?:\s*$|[\s]*[;|&`)#\n>]|\s*["'])/;
const mostStarts = 40;

interface Start {
  /** Behind the separator. */
  readonly at: number;
  readonly separator: string;
}

const separators = /\$\(|[<>]\(|\|\||&&|[;|&\n`]|%0a/gi;

function* startsOf(text: string): Generator<Start> {
  separators.lastIndex = 0;
  for (
    let count = 0, found = separators.exec(text);
    found && count < mostStarts;
    count++, found = separators.exec(text)
  ) {
    yield { at: found.index + found[0].length, separator: found[0] };
  }
}

/** `{cat,/etc/passwd}` is a command and its argument. */
function bracedStart(text: string, at: number): number {
  return text[at] === '{' && /^\{[\w./?*-]{1,20},/.test(text.slice(at, at + 24)) ? at + 1 : at;
}

function scoreOf(text: string, at: number): { score: Score; end: number; name: string } | undefined {
  const start = bracedStart(text, skipShellBlanks(text, at));
  const word = shellWord(text, start);
  if (!word) return undefined;
  const { name, hasFolder } = commandName(word.text);
  if (isGlobbedCommand(word.text)) return { score: 5, end: word.end, name: word.text };
  const isCommand = commands.has(name);
  const isWord = wordCommands.has(name);
  if (!isCommand && !isWord) {
    return hasFolder && /^\/(?:usr\/|local\/)*s?bin\//.test(word.text) ? { score: 4, end: word.end, name } : undefined;
  }
  const next = skipShellBlanks(text, word.end);
  const rest = text.slice(next, next + 60);
  const hasArgument = next > word.end && argument.test(rest);
  const ends = ending.test(text.slice(word.end, word.end + 20));
  if (word.isDisguised || hasFolder) return { score: 5, end: word.end, name };
  if (hasArgument) return { score: 5, end: next, name };
  if (isCommand) return ends ? { score: 4, end: word.end, name } : { score: 3, end: word.end, name };
  return ends && name.length > 1 && word.end >= text.trimEnd().length ? { score: 3, end: word.end, name } : undefined;
}

function lowered(score: Score, separator: string): Score {
  // A pipe in a table, `R&D` and a back-tick in prose part words as well: without an argument they prove little.
  if (score === 5 || separator === '$(' || separator === ';') return score;
  return separator === '`' ? 2 : score;
}

function behindSeparators(text: string): Hit | undefined {
  let worst: Hit | undefined;
  for (const { at, separator } of startsOf(text)) {
    const found = scoreOf(text, at);
    if (!found) continue;
    const score = separator === '`' && !text.slice(at).includes('`') ? 2 : lowered(found.score, separator);
    const hit: Hit = {
      score,
      offset: at - separator.length,
      length: found.end - at + separator.length,
      reason: `the command ${found.name} behind a separator`,
    };
    worst = worse(worst, hit);
    if (worst?.score === 5) return worst;
  }
  return worst;
}

/** The value is a command line itself. */
function whole(text: string): Hit | undefined {
  const found = scoreOf(text, 0);
  if (!found || found.score < 5) return undefined;
  const isShort = text.trim().split(/\s+/).length <= 8;
  return { score: isShort ? 4 : 3, offset: 0, length: found.end, reason: `the command ${found.name}` };
}

const telling: readonly Pattern[] = [
  { pattern: /\/dev\/(?:tcp|udp)\/[\w.]{1,60}\/\d/i, score: 5, reason: 'a socket of the shell' },
  { pattern: /\$\{?IFS\b/, score: 5, reason: 'a blank of the shell' },
  { pattern: /\bcmd(?:\.exe)?\s{1,4}\/[ckr]\b/i, score: 5, reason: 'a command of Windows' },
  {
    pattern: /\bpowershell(?:\.exe)?\s{1,4}-(?:e|en|enc|encodedcommand|nop|noni|w|c|command|ep|exec)/i,
    score: 5,
    reason: 'PowerShell',
  },
  {
    pattern:
      /\b(?:invoke-expression|invoke-webrequest|iex\s*\(|new-object\s+net\.webclient|downloadstring\s*\(|start-process|frombase64string)/i,
    score: 4,
    reason: 'PowerShell',
  },
  {
    pattern: /\bfor\s{1,4}(?:\/[fdlr]\s{1,4})?.{0,40}%%?[a-z]\s{1,4}in\s{1,4}\(/i,
    score: 4,
    reason: 'a loop of Windows',
  },
  {
    pattern: /\bif\s{1,4}(?:\/i\s{1,4})?(?:not\s{1,4})?(?:exist|defined|errorlevel|cmdextversion)\s{1,4}[\w%."\\]/i,
    score: 4,
    reason: 'a condition of Windows',
  },
  { pattern: /\b(?:bash|sh|zsh|ksh)\s{1,4}-[a-z]{0,4}[ci]\b\s{0,4}\S/i, score: 4, reason: 'a shell with a command' },
  {
    pattern: /\b(?:python[23]?|perl|ruby|php|node|lua)\s{1,4}-[ecr]\s{0,4}["']/i,
    score: 4,
    reason: 'an interpreter with a program',
  },
  {
    pattern: /\|\s{0,4}(?:bash|sh|zsh|python[23]?|perl)\b\s{0,4}(?:$|[;|&#-])/i,
    score: 5,
    reason: 'a pipe into an interpreter',
  },
  { pattern: /<<<\s{0,4}["'$\w]/, score: 3, reason: 'a here-string' },
  { pattern: /\$\(\(|\$\{[#!]?[A-Za-z_]+(?::\d|\/\/?|%%?|##?)/, score: 3, reason: 'an expansion of the shell' },
  { pattern: /\{[\w/.]{2,16}(?:,[\w/.*-]{1,30}){1,4}\}\s*(?:$|[;|&`])/, score: 3, reason: 'a brace expansion' },
];

/** CWE-77, CWE-78. A command where a shell would start one: behind a separator, in a substitution, or the whole value. */
export default defineDetector({
  id: 'rce',
  title: 'Command injection',
  cwe: [77, 78],
  version: 1,
  needs:
    has.semicolon |
    has.pipe |
    has.ampersand |
    has.backtick |
    has.dollar |
    has.lineBreak |
    has.slash |
    has.backslash |
    has.percent |
    has.angle |
    has.brace,
  detect(text) {
    const hit = worse(behindSeparators(text), worstMatch(text, telling));
    return hit?.score === 5 ? hit : worse(hit, whole(text));
  },
});
