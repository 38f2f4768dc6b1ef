const unstorable = /[\0\u0001]/g;
const escaped = /\u0001([01])/g;

/**
 * PostgreSQL stores no NUL in a text, and an id or a name that a client chose may hold one: it is written as U+0001 "0",
 * and U+0001 itself as U+0001 "1", so that no two texts become the same.
 */
export function escapeText(text: string): string {
  return text.replace(unstorable, (character) => (character === '\0' ? '\u00010' : '\u00011'));
}

/** What `escapeText` was given. */
export function unescapeText(text: string): string {
  return text.includes('\u0001')
    ? text.replace(escaped, (_, digit: string) => (digit === '0' ? '\0' : '\u0001'))
    : text;
}
