import { isWordCode } from './characters.js';
import { commandKind, startingCommands, tools } from './shell-commands.js';
import { commandName, isGlobbedCommand, shellWord, skipShellBlanks, type ShellWord } from './shell.js';

/** A command where a shell would start one. */
export interface Command {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** `asking`: what the machine is; `tool`: of developers; `word`: it is a word of a language as well. */
  readonly kind: 'asking' | 'command' | 'tool' | 'word';
  readonly hasFolder: boolean;
  readonly isDisguised: boolean;
  readonly isGlobbed: boolean;
  readonly hasArgument: boolean;
  /** What it is told to read, write or ask is what attackers want. */
  readonly isSensitive: boolean;
  /** What a shell takes for the end of a command follows. */
  readonly ends: boolean;
}

/** What follows a command and no word of a sentence. */
const argument =
  /^(?:-{1,2}[a-z0-9]|\/[a-z*?.[]|\/\s{0,3}(?:$|[;|&]|\s-)|\.{1,2}\/|~\/|\$[\w{(@]|[a-z]:\\|%[a-z_]{2,20}%|\\\\|\d{1,5}[smh]?\s{0,4}(?:$|[;|&#)`'"])|https?:|["']?\/(?:etc|bin|usr|tmp|var|dev|proc)\b|\d?>\s?[/&\w]|&\s{0,4}$|\{|[\w][\w.-]{0,30}\s{0,3}[|>]|\/[a-z?]\b|<{1,3}\s?[\w"'])/i;
const sensitive =
  /(?:^|[\s"'=<>])(?:\/(?:etc|bin|sbin|proc|dev|root|home|tmp|var)\b|\/\s{0,3}(?:$|-)|\/\*|~\/\.|\*\s{0,3}$|-rf\s{1,4}[/*~]|(?:https?|ftps?):\/\/|\\\\[\w.]|[a-z]:\\|%(?:systemroot|comspec|appdata|temp)%|(?:-[a-z]{0,3}[cnptw]\s{1,3}\d{1,3}\s{1,3})?(?:\d{1,3}\.){3}\d{1,3}\b|passwd\b|-e\s{0,3}\/bin)/i;
const dotted = /^[\w-]{1,30}\.[\w.-]{2,40}/;
const ending = /^(?:\s*$|\s{0,8}[;|&`)#\n><]|\$\(|\s{0,4}["'])/;
const restLength = 90;
const mostStarters = 3;
const mostOpeners = 8;

const isOpener = (sign: string | undefined): boolean => sign === '(' || sign === '!' || sign === '@';

/** `(cat x)`, `{cat,/etc/passwd}`, `$u cat`: what stands before the first word of a command. */
function skipOpeners(text: string, at: number): number {
  let i = skipShellBlanks(text, at);
  for (let count = 0; count < mostOpeners && isOpener(text[i]); count++) i = skipShellBlanks(text, i + 1);
  if (text[i] === '{') return /^\{[\w./?*-]{1,20},/.test(text.slice(i, i + 24)) ? i + 1 : skipShellBlanks(text, i + 1);
  const empty = /^\$(?:[a-z_]\w{0,2}|[@*!])\s{1,4}(?=[a-z])/i.exec(text.slice(i, i + 12));
  return empty ? i + empty[0].length : i;
}

/** `time sh -c x`: the command is the one that is started. */
function skipStarters(text: string, at: number): number {
  let i = at;
  for (let count = 0; count < mostStarters; count++) {
    const word = shellWord(text, i);
    if (!word || !startingCommands.has(word.text)) return i;
    const next = skipShellBlanks(text, word.end);
    const inner = next > word.end ? shellWord(text, next) : undefined;
    if (!inner || !commandKind(commandName(inner.text).name)) return i;
    i = next;
  }
  return i;
}

/** `{cat,/etc/passwd}`, `getent+hosts+x`: a form writes blanks so, and a name of a command has no plus but at its end. */
function beforeJoint(word: ShellWord, start: number, isBraced: boolean): ShellWord {
  const comma = isBraced ? word.text.indexOf(',') : -1;
  if (comma > 0) return { text: word.text.slice(0, comma), isDisguised: true, end: start + comma };
  const plus = word.text.search(/\+[a-z0-9/-]/);
  if (plus <= 0 || word.isDisguised) return word;
  return { text: word.text.slice(0, plus), isDisguised: false, end: start + plus };
}

/** A glance: a word of letters, digits, `-` and `_` alone that is no command. Spares most words the reader. */
function isOtherWord(text: string, start: number): boolean {
  let end = start;
  while (end < text.length && isWordOrDash(text.charCodeAt(end))) end++;
  if (end === start || (end < text.length && !isPlainEnd(text.charCodeAt(end)))) return false;
  const word = text.slice(start, end).toLowerCase();
  return !startingCommands.has(word) && commandKind(word) === undefined;
}

const isWordOrDash = (code: number): boolean => code === 45 || (code < 128 && isWordCode(code));
const isPlainEnd = (code: number): boolean => code <= 32 || code === 59 || code === 41 || code === 124;

/** The command that a shell would start at `at`; undefined where it would find none. */
export function readCommand(text: string, at: number): Command | undefined {
  const start = skipOpeners(text, at);
  if (isOtherWord(text, start)) return undefined;
  const first = shellWord(text, start);
  if (!first) return undefined;
  const inner = startingCommands.has(first.text) ? skipStarters(text, start) : start;
  const word = beforeJoint(inner === start ? first : shellWord(text, inner)!, inner, text[inner - 1] === '{');
  const { name, hasFolder } = commandName(word.text);
  const isGlobbed = isGlobbedCommand(word.text);
  const known = commandKind(name);
  // A caret in a formula disguises nothing: `e^x`.
  if ((!known && !isGlobbed) || (name.length < 3 && text.slice(start, word.end).includes('^'))) return undefined;
  const next = skipShellBlanks(text, text[word.end] === '+' ? word.end + 1 : word.end);
  const rest = text.slice(next, next + restLength);
  const line = /^[^;|&\n`]*/.exec(rest)![0];
  const isParted = next > word.end || (known !== 'word' && /[<>]/.test(text[word.end] ?? ''));
  const isSure = known !== 'word' && (inner !== start || text[word.end] === '+' || dotted.test(rest));
  return {
    name: name || word.text,
    start,
    end: word.end,
    kind: tools.has(name) ? 'tool' : (known ?? 'command'),
    hasFolder,
    isDisguised: word.isDisguised || first.isDisguised,
    isGlobbed,
    hasArgument: isParted && (isSure || argument.test(rest) || sensitive.test(line)),
    isSensitive: isParted && sensitive.test(line),
    ends: ending.test(text.slice(word.end, word.end + 20)),
  };
}

const braces = /^([\w/.]{0,12})\{((?:[\w/.-]{0,24},){1,6}[\w/.-]{0,24})\}([\w/.]{0,12})$/;

/** The command that a brace expansion makes: `{l,-lh}s`, `{,ifconfig}`. Lists as `{a,b}` make none. */
export function braceExpansion(text: string): string | undefined {
  const found = braces.exec(text);
  if (!found) return undefined;
  const items = found[2]!.split(',');
  const isOdd = found[1] !== '' || found[3] !== '' || items.some((item) => item === '' || /^[-/]/.test(item));
  if (!isOdd) return undefined;
  return items.map((item) => `${found[1]}${item}${found[3]}`).find((word) => commandKind(word.toLowerCase()));
}
