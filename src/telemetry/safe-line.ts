const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * JSON on one line in which every control, format and line-separating character is escaped, not only those that JSON
 * asks for: readers that split at U+0085 or U+2028, and terminals, see one harmless line. Parsing gives back the value.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, escaped);
}
