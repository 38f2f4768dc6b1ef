import { has, isBlankCode } from '../characters.js';
import { defineDetector, worse, type Hit, type Score } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';
import { isProse } from '../prose.js';
import { braceExpansion, readCommand, type Command } from '../shell-line.js';
import { isSensitiveGlob } from '../shell.js';
import { windowsCommand } from '../windows-shell.js';

interface Surroundings {
  /** Sentences stand around: what is named in them is talked about. */
  readonly isTalk: boolean;
  /** Lines of a text, rows of a table: what starts one is seldom a command. */
  readonly hasRows: boolean;
}

function surroundingsOf(text: string): Surroundings {
  const firstBreak = text.length > 60 ? text.indexOf('\n') : -1;
  const secondBreak = firstBreak < 0 ? -1 : text.indexOf('\n', firstBreak + 1);
  const hasLines = secondBreak >= 0 && !isLastWord(text, secondBreak);
  return { isTalk: isProse(text), hasRows: hasLines || /(?:^|\n)\s{0,8}\|.{0,200}\|\s{0,4}(?:$|\n)/.test(text) };
}

interface Place {
  readonly separator: string;
  /** It stands in a sentence or a list of names, as far as one can see. */
  readonly isNamed: boolean;
  /** Only blanks follow the command. */
  readonly isLast: boolean;
}

function withArgument(command: Command, { separator }: Place, { isTalk, hasRows }: Surroundings): Score {
  const isQuoted = separator === '`' || separator === '\n';
  if (command.isSensitive)
    return isQuoted && (isTalk || hasRows || (separator === '`' && command.kind === 'tool')) ? 3 : 5;
  if (isTalk || hasRows) return 3;
  if (command.kind === 'tool' && separator === '`') return 3;
  if (command.kind === 'tool') return separator === ';' || separator === '$(' ? 4 : 3;
  return command.kind === 'word' ? 4 : separator === '\n' ? 4 : 5;
}

function bare(command: Command, { separator, isLast, isNamed }: Place, { isTalk, hasRows }: Surroundings): Score {
  const parts = separator === '|' || separator === '&' || separator === '\n';
  if (command.kind === 'tool' || command.kind === 'word') return separator === '(' && !isTalk ? 4 : 2;
  if (separator === '$(' && command.kind === 'asking' && command.ends && !hasRows) return 4;
  if (isTalk || hasRows || isNamed) return 2;
  if (command.kind === 'asking') return isLast || command.ends ? 4 : 3;
  return command.ends && (!parts || isLast) ? 4 : 3;
}

function scoreOf(command: Command, place: Place, around: Surroundings): Score {
  if (command.isGlobbed) return 5;
  const isTold = around.isTalk || around.hasRows;
  if (command.isDisguised) return isTold && place.separator !== ';' ? 4 : 5;
  if (command.hasArgument) return withArgument(command, place, around);
  if (command.hasFolder) return isTold ? 3 : place.separator === '' ? 4 : 5;
  return bare(command, place, around);
}

/** Characters that part commands. */
const separating =
  has.dollar | has.angle | has.pipe | has.ampersand | has.semicolon | has.lineBreak | has.backtick | has.control;
/** Characters that a shell fills in. */
const filledIn = has.bracket | has.brace | has.star | has.tilde;
const separators = /\$\(|[<>]\(|\|\||&&|[;|&\n`]/g;
const mostStarts = 40;

function hitOf(text: string, command: Command, { separator }: Place, score: Score): Hit {
  const where = separator === '' ? '' : ' behind a separator';
  const offset = command.start - separator.length;
  const reason = `the command ${command.name}${where}`;
  return {
    score,
    offset: Math.max(0, offset),
    length: Math.min(text.length, command.end) - Math.max(0, offset),
    reason,
  };
}

/** `add \`env\` here`, `name;id`: words around, or names of fields. */
function isNamedAt(text: string, at: number, separator: string): boolean {
  if (separator === '`') return /^[-#*[>]|[a-z]/i.test(text.slice(0, at)) && /[\s[(]/.test(text[at - 1] ?? ' ');
  return /^[a-z]\w{0,30}(?:[;|&,]\w{1,30}){1,8}$/i.test(text);
}

function isLastWord(text: string, end: number): boolean {
  let i = end;
  while (i < text.length && isBlankCode(text.charCodeAt(i))) i++;
  return i >= text.length;
}

/** A back-tick that closes a pair separates nothing. */
function isClosing(text: string, at: number, backticks: number): boolean {
  return text[at] === '`' && backticks % 2 === 1;
}

function behindSeparators(text: string, around: () => Surroundings): Hit | undefined {
  let worst: Hit | undefined;
  let backticks = 0;
  let count = 0;
  separators.lastIndex = 0;
  for (let found = separators.exec(text); found && count < mostStarts; found = separators.exec(text), count++) {
    const at = found.index + found[0].length;
    const isSkipped = isClosing(text, found.index, backticks);
    if (found[0] === '`') backticks++;
    const command = isSkipped ? undefined : readCommand(text, at);
    if (!command) continue;
    const separator = /^[<>]\(/.test(found[0]) ? '(' : found[0];
    if (separator === '`' && !text.includes('`', at)) continue;
    const isNamed = isNamedAt(text, found.index, separator);
    const place = { separator, isNamed, isLast: isLastWord(text, command.end) };
    const hit = hitOf(text, command, place, scoreOf(command, place, around()));
    worst = worse(worst, hit);
    if (worst?.score === 5) return worst;
  }
  return worst;
}

const longestLine = 200;
const joint = /^\s{0,4}[;|&]{1,2}\s{0,4}/;

/** Whether a separator follows, and behind it another command or nothing: `Cat & Fiddle` is a pub. */
function chains(text: string, end: number): boolean {
  const found = joint.exec(text.slice(end, end + 10));
  if (!found) return false;
  const next = end + found[0].length;
  return next >= text.length || readCommand(text, next) !== undefined;
}

/** The value is a command line itself. Those of developers' tools are honest in a field for them: what they do counts. */
function whole(text: string, surroundings: () => Surroundings): Hit | undefined {
  if (text.length > longestLine) return undefined;
  const assigned = /^\w{1,16}=(?=[a-z/])/i.exec(text)?.[0].length ?? 0;
  const command = readCommand(text, assigned);
  if (!command || (assigned > 0 && !command.isSensitive)) return undefined;
  const around = surroundings();
  if (around.hasRows) return undefined;
  const place = { separator: '', isLast: false, isNamed: false };
  if (command.isGlobbed || command.isDisguised) return hitOf(text, command, place, 4);
  if (around.isTalk) return undefined;
  const isTelling = command.isSensitive || command.hasFolder || (command.kind === 'asking' && command.hasArgument);
  const isChained = command.kind === 'asking' && chains(text, command.end) && !isNamedAt(text, command.end, ';');
  const isOther = command.kind === 'command' && command.hasArgument;
  if (isTelling || isChained || isOther) return hitOf(text, command, place, 4);
  return command.hasArgument ? hitOf(text, command, place, 3) : undefined;
}

/** What a shell, an interpreter or a tool is told by an option. */
const options = definePatterns([
  {
    pattern:
      /^\s{0,4}-{1,2}(?:output(?:-document)?|post-file|upload-file|body-file|use-askpass|config|exec|rsh|init-command|pager|open-files-in-pager)[=\s]\s{0,4}\S{0,200}[/\\|:$`]|^\s{0,4}-o?\s?proxycommand=\S/i,
    score: 4,
    reason: 'an option that reads, writes or runs',
  },
  {
    pattern: /(?:^|[;&|(=\s])(?:ba|z|k|c|da|tc|a)?sh\s{1,4}-[a-z]{0,4}[ci]\b\s{0,4}\S/i,
    score: 4,
    reason: 'a shell with a command',
  },
  {
    pattern: /\b(?:python[23]?|perl|ruby|php|node|lua)\s{1,4}-[ecr]\s{0,4}["']/i,
    score: 4,
    reason: 'an interpreter with a program',
  },
  {
    pattern: /\b(?:nc|ncat|netcat)\b.{0,60}\s-[a-z]{0,4}[ec]\s{0,4}\S/i,
    score: 4,
    reason: 'a shell on the net',
    needs: has.slash,
  },
  {
    pattern: /;\s?(?:[a-z][\w.-]{1,16})\s-{1,2}(?:wrapper|version|exec|command)\b/,
    score: 4,
    reason: 'a command with an option',
    needs: has.semicolon,
  },
  {
    pattern: /\s--?(?:exec|upload-pack|use-compress-program|checkpoint-action|to-command)=\S/,
    score: 4,
    reason: 'an option that runs a command',
    needs: has.equals,
  },
  { pattern: /\s-wrapper\s{1,4}(?:ba)?sh,/, score: 4, reason: 'an option that runs a command', needs: has.comma },
]);
const mayBeOption = /(?:^|\s)-/;

const telling = definePatterns([
  { pattern: /\/dev\/(?:tcp|udp)\/[\w.$]{1,60}\/\d/i, score: 5, reason: 'a socket of the shell', needs: has.slash },
  { pattern: /\$\{?IFS\b/, score: 5, reason: 'a blank of the shell', needs: has.dollar },
  { pattern: /\$\{?SHELL\}?\s{1,4}-c\b/, score: 5, reason: 'a shell with a command', needs: has.dollar },
  {
    pattern: /\$\(\s{0,2}\)|\$\[[\w+*/ -]{0,20}\]|\$\{\s{0,2}`\w/,
    score: 4,
    reason: 'an expansion of the shell',
    needs: has.dollar,
  },
  {
    pattern: /\$\{[A-Za-z_]{1,20}[#%]{1,2}[#{}*\w/]{0,10}\}/,
    score: 4,
    reason: 'an expansion of the shell',
    needs: has.dollar | has.brace,
  },
  {
    pattern: /\|\s{0,4}(?:bash|sh|zsh|python[23]?|perl)\b\s{0,4}(?:$|[;|&#-])/i,
    score: 5,
    reason: 'a pipe into an interpreter',
    needs: has.pipe,
  },
  {
    pattern: /(?:^|[;&|\n])\s{0,4}alias\s{1,4}(?:[+-]\w{0,3}\+?\s{1,4})?[\w.-]{1,20}=/,
    score: 4,
    reason: 'an alias of the shell',
    needs: has.equals,
  },
  {
    pattern: /(?:^|[;&|\n`($])\s{0,2}\w{1,16}\s{0,2}<<<\s{0,4}["'$\w]/,
    score: 4,
    reason: 'a here-string',
    needs: has.angle,
  },
  { pattern: /--exec=[`$(]/, score: 5, reason: 'an option that runs a command', needs: has.equals },
  {
    pattern: /\$\(\(|\$\{[#!]?[A-Za-z_]+(?::\d|\/\/?|%%?|##?)/,
    score: 3,
    reason: 'an expansion of the shell',
    needs: has.dollar,
  },
]);

/** Paths and words that only a shell makes something of. */
function expansions(text: string): Hit | undefined {
  if (text.length > longestLine || /\s\S+\s\S+\s/.test(text)) return undefined;
  const trimmed = text.trim();
  const hit = (reason: string): Hit => ({ score: 4, offset: 0, length: text.length, reason });
  if (isSensitiveGlob(trimmed)) return hit('a path with characters that a shell fills in');
  const name = braceExpansion(trimmed);
  return name === undefined ? undefined : hit(`the command ${name} in braces`);
}

/** CWE-77, CWE-78. A command where a shell would start one: behind a separator, in a substitution, or the whole value. */
export default defineDetector({
  id: 'rce',
  title: 'Command injection',
  cwe: [77, 78],
  version: 2,
  needs: separating | has.slash | has.backslash | has.percent | has.brace | has.quote | has.doubleQuote | has.equals,
  detect(text, _part, classes = -1) {
    let known: Surroundings | undefined;
    const around = (): Surroundings => (known ??= surroundingsOf(text));
    let hit = classes & separating ? behindSeparators(text, around) : undefined;
    if (hit?.score === 5) return hit;
    hit = worse(hit, worstMatch(text, telling, classes));
    if (mayBeOption.test(text)) hit = worse(hit, worstMatch(text, options, classes));
    if (hit?.score === 5) return hit;
    hit = worse(hit, windowsCommand(text, classes));
    hit = worse(hit, whole(text, around));
    return classes & filledIn ? worse(hit, expansions(text)) : hit;
  },
});
