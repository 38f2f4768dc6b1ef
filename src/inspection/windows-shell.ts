import { has } from './characters.js';
import type { Hit } from './detector.js';
import { definePatterns, worstMatch } from './patterns.js';

const patterns = definePatterns([
  { pattern: /\bcmd(?:\.exe)?\s{1,8}\/[ckr]\b/i, score: 5, reason: 'a command of Windows' },
  {
    pattern:
      /\bnet1?(?:\.exe)?\s{1,4}(?:user|localgroup|group|share|use|accounts)\b.{0,80}\/(?:add|delete|domain|active)\b/i,
    score: 4,
    reason: 'a command of Windows',
    needs: has.slash,
  },
  {
    pattern:
      /\bpowershell(?:\.exe)?\s{1,4}-(?:e|en|enc|encodedcommand|nop|noni|noprofile|w|windowstyle|c|command|ep|exec|executionpolicy)\b/i,
    score: 5,
    reason: 'PowerShell',
  },
  {
    pattern:
      /\b(?:invoke-(?:expression|webrequest|command|restmethod|wmimethod|item|mimikatz)\b|iex\s{0,3}\(|new-object\s{1,4}(?:system\.)?net\.webclient|downloadstring\s{0,3}\(|downloadfile\s{0,3}\(|start-process\s{1,4}\S|frombase64string|get-wmiobject\b|set-executionpolicy\b)/i,
    score: 4,
    reason: 'PowerShell',
  },
]);

const word = /[^\s()"]+|"[^"]{0,80}"|\([^()]{0,80}\)|[()]/y;
const mostWords = 8;

/** The next words of a command line, with quoted and bracketed stretches as one. */
function wordsFrom(text: string, start: number): string[] {
  const words: string[] = [];
  let at = start;
  while (words.length < mostWords) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++;
    word.lastIndex = at;
    const found = word.exec(text);
    if (!found) return words;
    words.push(found[0].toLowerCase());
    at = word.lastIndex;
  }
  return words;
}

const verbs =
  /^(?:[(@]|echo\b|goto\b|set\b|cd\b|call\b|start\b|del\b|erase\b|cmd\b|copy\b|move\b|exit\b|if\b|type\b|md\b|mkdir\b|rd\b|ren\b|net\b|reg\b|ping\b|pause\b|do\b|command\b)/;
const relations = /^(?:==|={2,3}.*|equ|neq|lss|leq|gtr|geq)$/;
const glued = /^[^=\s]{1,40}={2,3}[^=\s]{0,40}$/;
const variable = /%[\w~*:-]{1,20}%?|![a-z_]{1,20}!|^\[.*\]$|^\{.*\}$/i;

/** `IF EXIST x`, `IF NOT DEFINED x`, `IF ERRORLEVEL 1`: no sentence and no other language puts that so. */
function isQuestion([first, second, third]: readonly string[]): boolean {
  if (first === 'exist') return second !== undefined && third !== undefined;
  if (first === 'defined') return third !== undefined && verbs.test(third);
  return (first === 'errorlevel' || first === 'cmdextversion') && /^\d/.test(second ?? '');
}

/** `IF a==b command`, `IF "%x%" EQU "1" (`. In other languages the whole comparison stands in brackets. */
function isComparison(words: readonly string[]): boolean {
  const [first, second, third] = words;
  if (first === undefined) return false;
  if (glued.test(first)) return variable.test(first) || verbs.test(second ?? '');
  if (first.startsWith('"') && /^={2,3}/.test(second ?? '')) {
    const rest = words.slice(second!.length > 3 ? 2 : 3);
    return words.some((each) => variable.test(each)) || verbs.test(rest[0] ?? '');
  }
  if (!relations.test(second ?? '')) return false;
  const isGlued = second!.length > 3 && second!.startsWith('=');
  const command = words[isGlued ? 2 : 3] ?? '';
  return variable.test(first) || verbs.test(command) || (/^[a-z]{3}$/.test(second!) && third !== undefined);
}

const condition = /(?:^|[\s&|(;"'])if(?:\s{1,12}|(?=\/i))(?:\/i\s{1,8})?(?:not\s{1,8})?/gi;
const mostConditions = 10;

function conditions(text: string): Hit | undefined {
  condition.lastIndex = 0;
  let found = condition.exec(text);
  for (let count = 0; found && count < mostConditions; found = condition.exec(text), count++) {
    const words = wordsFrom(text, condition.lastIndex);
    if (!isQuestion(words) && !isComparison(words)) continue;
    return { score: 4, offset: found.index, length: found[0].length, reason: 'a condition of Windows' };
  }
  return undefined;
}

const inList = /\sin\s{0,8}\(/gi;
const mostLoops = 10;

/** `FOR %x IN (a b) DO c`: looked for from its middle, which other texts seldom have. */
function loops(text: string): Hit | undefined {
  inList.lastIndex = 0;
  let found = inList.exec(text);
  for (let count = 0; found && count < mostLoops; found = inList.exec(text), count++) {
    const before = text.slice(Math.max(0, found.index - 90), found.index);
    const start = before.search(/\bfor\s/i);
    const isLoop = start >= 0 && before.includes('%', start);
    if (!isLoop || !/\)\s{0,8}do\b/i.test(text.slice(inList.lastIndex, inList.lastIndex + 140))) continue;
    const offset = found.index - before.length + start;
    return { score: 4, offset, length: inList.lastIndex - offset, reason: 'a loop of Windows' };
  }
  return undefined;
}

const mayBeWindows =
  /\bif[\s/]|\bnet1?[\s.]|cmd|powersh|invoke-|iex|webclient|download[sf]|start-process|frombase64|get-wmi|executionp/i;

/** Commands of `cmd.exe` and PowerShell that are told by how they are written. `classes` are those of the text. */
export function windowsCommand(text: string, classes: number): Hit | undefined {
  const loop = classes & has.percent ? loops(text) : undefined;
  if (!mayBeWindows.test(text)) return loop;
  return worstMatch(text, patterns, classes) ?? loop ?? conditions(text);
}
