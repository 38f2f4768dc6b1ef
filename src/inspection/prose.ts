const fewestWords = 4;
const longestWord = 18;

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 191;
}

function endOfLetters(text: string, start: number): number {
  let end = start;
  while (end < text.length && isLetter(text.charCodeAt(end))) end++;
  return end;
}

/** Behind a word with its `'s` and comma; `start` itself where there is none, or none of a language. */
function endOfWord(text: string, start: number, isFirst: boolean): number {
  let end = endOfLetters(text, start);
  if (end === start || end - start > longestWord || (!isFirst && end - start === 1)) return start;
  if (text[end] === "'") {
    const suffix = endOfLetters(text, end + 1);
    if (suffix > end + 1 && suffix <= end + 3) end = suffix;
  }
  return text[end] === ',' ? end + 1 : end;
}

/** 1 for the characters behind which a word may begin. */
const opening = new Uint8Array(256);
for (const sign of ' \t\n\r"\'(\u00a0') opening[sign.charCodeAt(0)] = 1;

function nextStart(text: string, from: number): number {
  let i = from;
  while (i < text.length && opening[text.charCodeAt(i)] !== 1) i++;
  return i + 1;
}

/** Whether a text talks, with four words in a row: what is only named in it is not sent to be run. */
export function isProse(text: string): boolean {
  let words = 0;
  for (let i = 0; i < text.length;) {
    const end = endOfWord(text, i, words === 0);
    if (end > i && ++words === fewestWords) return true;
    if (end > i && text[end] === ' ' && text[end + 1] !== ' ') {
      i = end + 1;
      continue;
    }
    words = 0;
    i = nextStart(text, end);
  }
  return false;
}

/** A text without its comments between slash-star and star-slash, which scripts and queries read as nothing. Linear in its length. */
export function withoutComments(text: string): string {
  let result = '';
  let from = 0;
  for (let open = text.indexOf('/*'); open >= 0; open = text.indexOf('/*', from)) {
    const close = text.indexOf('*/', open + 2);
    if (close < 0) break;
    result += text.slice(from, open);
    from = close + 2;
  }
  return from === 0 ? text : result + text.slice(from);
}
