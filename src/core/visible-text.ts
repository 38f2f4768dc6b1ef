/** Control and format characters (invisible, bidirectional), line and paragraph separators, lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/**
 * Text of unknown origin for one line of a terminal or a log: unprintable characters are written as `\u{HEX}`, so that
 * it forges no line, terminal command or direction (CWE-117, CWE-150).
 */
export function visibleText(text: string): string {
  return text.replace(unsafe, escaped);
}

/** The same for text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(unsafe, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}
