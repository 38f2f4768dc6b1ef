const mark = '\u0001';

/**
 * PostgreSQL stores no NUL in a text, and an id or a name that a client chose may hold one: it is written as U+0001 "0",
 * and U+0001 itself as U+0001 "1", so that no two texts become the same.
 */
export function escapeText(text: string): string {
  return text.replaceAll(mark, `${mark}1`).replaceAll('\0', `${mark}0`);
}

/** What `escapeText` was given. */
export function unescapeText(text: string): string {
  return text.includes(mark) ? text.replaceAll(`${mark}0`, '\0').replaceAll(`${mark}1`, mark) : text;
}
