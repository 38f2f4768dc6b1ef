/**
 * Shapes of harmless values where a value becomes a path, a part of a command line, or a stored object. Each is the
 * JSON Schema `pattern` of a patch.
 */

/** A bound for one text: what it looks like, and how long it may be. */
export interface ValueShape {
  readonly pattern: string;
  readonly maxLength: number;
}

/** Letters, marks and digits of all scripts; those that compatibility forms turn into ASCII stand in no path as `..` or `/`. */
const wordLetters = '\\p{L}\\p{M}\\p{Nd}_';

/** Names of files: no dot in front, no two in a row, and nothing that a decoder would take for a separator. */
const nameSigns = `${wordLetters} .,()@+='&`;
const paths = [
  `^(?!.*[.]{2})[${wordLetters}][${nameSigns}-]*$`,
  `^(?!.*[.]{2})(?!.*/[/.])[${wordLetters}][${nameSigns}/-]*$`,
];

/** Words with single marks between them: no option can begin (` -`), and nothing that a shell reads otherwise. */
const word = `[${wordLetters}]+`;
const callArguments = [`^${word}(?:[,.:@/+-]${word})*$`, `^${word}(?:[ ,.:@/+-]${word})*$`];

/** Texts without a sign that any format of objects begins with. */
const plain = [`^[${wordLetters}]+(?:[ .,@:-][${wordLetters}]+)*$`];

/** The shortest object with a call in it takes 18 bytes: 24 characters in base64, however they are broken up. */
const longestPlain = 23;
const longestPath = 255;
const longestArgument = 253;

const shapesOf: Readonly<Record<string, readonly [patterns: readonly string[], maxLength: number]>> = {
  'path-traversal': [paths, longestPath],
  'file-write-outside': [paths, longestPath],
  'command-injection': [callArguments, longestArgument],
  'unsafe-deserialisation': [plain, longestPlain],
};

/** Whether values at such a place have a shape of their own. */
export const hasValueShape = (checkId: string): boolean => Object.hasOwn(shapesOf, checkId);

/** The tightest shape that all legitimate values have; undefined where none has. */
export function valueShapeFor(checkId: string, legitimate: readonly string[]): ValueShape | undefined {
  const [patterns, maxLength] = shapesOf[checkId]!;
  const pattern = patterns.find((each) =>
    legitimate.every((value) => value.length <= maxLength && new RegExp(each, 'u').test(value)),
  );
  return pattern === undefined ? undefined : { pattern, maxLength };
}
