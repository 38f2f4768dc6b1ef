/** Reading of shell text: what a command word is once quotes, escapes, globs and empty expansions are gone. */

/** Interpreters and files by their folder: `/bin/sh`, `/usr/bin/id`. */
const folder =
  /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\.\/|~\/|[a-z]:\\windows\\(?:system32\\)?|%systemroot%\\|\$\{?home\}?\/)/i;

export interface ShellWord {
  /** As the shell sees it. */
  readonly text: string;
  /** It was written so that a search for it fails: quotes, escapes, globs or expansions inside a word. */
  readonly isDisguised: boolean;
  readonly end: number;
}

const expansion = /^\$(?:\{[a-z_@*#!?$0-9:^,~%-]{1,24}\}|[@*#!?$0-9]|[a-z_]{1,20})/i;
const blankExpansion = /^\$(?:\{IFS[^}]{0,12}\}|IFS(?:\$\d|\$@)?)/i;
const longestWord = 80;
/** A word is looked for so far: an expansion takes room without making the word longer. */
const longestSource = 240;

const stops: ReadonlySet<string> = new Set(' \t\n\r\f\v;|&<>()`\u00a0');
const signs: ReadonlySet<string> = new Set('\'"\\^$?*[');

interface Reading {
  word: string;
  isDisguised: boolean;
  at: number;
}

/** Quotes: what stands in them belongs to the word, and inside a word they hide it. */
function readQuoted(text: string, start: number, reading: Reading): boolean {
  const close = text.slice(reading.at + 1, reading.at + 2 + longestWord).indexOf(text[reading.at]!);
  if (close < 0) return false;
  if (reading.word || close === 0) reading.isDisguised ||= reading.at > start || close === 0;
  reading.word += text.slice(reading.at + 1, reading.at + 1 + close);
  reading.at += close + 2;
  return true;
}

function readBackslash(text: string, reading: Reading): void {
  const { word } = reading;
  const isPath = /^[a-z]:|%|\\/i.test(word);
  reading.isDisguised ||= word.length > 0 && !isPath && /[a-z]/i.test(text[reading.at + 1] ?? '');
  if (isPath) reading.word += '\\';
  reading.at++;
}

/** `$@`, `${x}`: nothing, as far as one can know; false at a blank of the shell and at `$(`. */
function readExpansion(text: string, reading: Reading): boolean {
  const rest = text.slice(reading.at, reading.at + 28);
  if (rest[1] === '(' || blankExpansion.test(rest)) return false;
  const expanded = expansion.exec(rest)?.[0] ?? '$';
  if (expanded !== '$') reading.isDisguised ||= reading.word.length > 0;
  if (!reading.word && !/^\$[@*]/.test(expanded)) reading.word += expanded;
  reading.at += expanded.length;
  return true;
}

/** One sign that the shell takes for more than itself; false where the word ends. */
function readSign(text: string, start: number, reading: Reading): boolean {
  const sign = text[reading.at]!;
  if (sign === "'" || sign === '"') return readQuoted(text, start, reading);
  if (sign === '$') return readExpansion(text, reading);
  if (sign === '\\') {
    readBackslash(text, reading);
    return true;
  }
  reading.at++;
  if (sign === '^' && reading.word) reading.isDisguised = true;
  else {
    if (sign !== '^') reading.isDisguised ||= reading.word.includes('/');
    reading.word += sign;
  }
  return true;
}

/** One word of a command line, unquoted; `undefined` at a separator. */
export function shellWord(text: string, start: number): ShellWord | undefined {
  const reading: Reading = { word: '', isDisguised: false, at: start };
  const end = Math.min(text.length, start + longestSource);
  while (reading.at < end && reading.word.length < longestWord) {
    const from = reading.at;
    let i = from;
    while (i < text.length && i - from < longestWord && !stops.has(text[i]!) && !signs.has(text[i]!)) i++;
    reading.word += text.slice(from, i);
    reading.at = i;
    if (i >= text.length || i - from >= longestWord) break;
    // A glob of the extended kind: `?(a)`.
    if (stops.has(text[i]!)) {
      if (text[i] !== '(' || !reading.word.endsWith('?')) break;
      reading.word += '(';
      reading.at++;
    } else if (!readSign(text, start, reading)) break;
  }
  const { word, isDisguised, at } = reading;
  return at === start ? undefined : { text: word.toLowerCase(), isDisguised, end: at };
}

/** A command with globs, as `/b?n/c[a]t`: matches one of the folders where commands are. */
export function isGlobbedCommand(word: string): boolean {
  if (!word.startsWith('/') || !/[?*[]/.test(word) || word.includes('{')) return false;
  return /^\/(?:[bus?*[\]][^\s/]{0,10}\/){1,3}[^\s/]{1,12}$/.test(word) && /^\/(?:[bu?*[][^/]*)\//.test(word);
}

/** The name of a command without its folder. */
export function commandName(word: string): { name: string; hasFolder: boolean } {
  const prefix = folder.exec(word);
  const name = prefix ? word.slice(prefix[0].length) : word;
  return { name: name.replace(/\.exe$/, ''), hasFolder: prefix !== null };
}

/** Blanks are skipped so far: what is read from every separator of a text must not run on to its end. */
const mostBlanks = 200;

/** Skips blanks and what a shell reads as blank: `${IFS}`, `$IFS$9`, `%0a` was decoded before. At most 200 or so. */
export function skipShellBlanks(text: string, start: number): number {
  const end = Math.min(text.length, start + mostBlanks);
  let i = start;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 44) {
      i++;
      continue;
    }
    const blank = code === 36 ? blankExpansion.exec(text.slice(i, i + 24)) : null;
    if (!blank) return i;
    i += blank[0].length;
  }
  return i;
}

/** `/etc/pas[s]wd`, `/e?c/passwd`: a path of the system that is written so that a search for it fails. */
export function isSensitiveGlob(text: string): boolean {
  if (!text.startsWith('/') || !/[?*[]/.test(text) || /\s/.test(text)) return false;
  if (/^\/(?:etc|bin|usr|proc|dev|root|home)\/[^\s]{0,60}(?:\[[^\]\s]{1,10}\]|\?)/.test(text)) return true;
  return (
    /^\/(?:[a-z]{0,3}[?*[][^/\s]{0,8}|etc|bin|usr)\/[^\s]{1,60}$/.test(text) && /[a-z\]][?*[][^\s/*]|\?\?/.test(text)
  );
}
