/**
 * Shapes of harmless values at a place that ends up in a statement. Each is the JSON Schema `pattern` of a patch: what
 * it lets pass must be data to every SQL dialect, whatever the statement around it looks like.
 */

/** Bare values, tightest first: digits cannot be read as a name, an operator or a comment. */
const bareShapes = [
  '^[0-9]{1,18}$',
  '^-?[0-9]{1,18}$',
  '^[0-9]{1,15}\\.[0-9]{1,9}$',
  '^-?[0-9]{1,15}(?:\\.[0-9]{1,9})?$',
] as const;

/**
 * Words that may follow a text in SQL: operators, the clauses of a query, and the statements that some dialects begin
 * without a semicolon. A text followed by any other word is a syntax error, so that nothing is run.
 */
const wordsAfterText = [
  'and|or|xor|not|is|isnull|notnull|in|like|ilike|rlike|glob|regexp|match|similar|sounds|between|div|mod|collate',
  'escape|uescape|overlaps|member|binary|at|operator|contains|as|asc|desc|on|using|then|else|end|when|set|by|if',
  'union|intersect|except|minus|order|group|having|limit|offset|fetch|for|window|where|from|into|returning|qualify',
  'procedure|lock|option|values|with|join|left|right|inner|outer|cross|natural|full|connect|start|pivot|unpivot',
  'select|insert|update|delete|merge|replace|drop|create|alter|truncate|grant|revoke|deny|exec|execute|call|declare',
  'begin|commit|rollback|waitfor|shutdown|print|use|while|goto|raiserror|throw|return|kill|backup|restore|bulk|dbcc',
  'go|open|close|deallocate|save|reconfigure|revert|case|null|true|false|all|any|some|exists|partition|tablesample',
].join('|');

/** Clauses that give a query another table or condition: behind a quote nobody needs them. */
const clauses = 'from|where|union|select|into|having|exec|execute';

/** In any case: a pattern of JSON Schema has no flag for it. */
const anyCase = (words: string) => words.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);

/**
 * Letters and marks of all scripts, without the modifier letters that code pages turn into quotes (U+02BC and others);
 * of those only the ones that Japanese and Thai are written with.
 */
const letter = '\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lo}\\p{M}\u30fc\u3005\u0e46';
const inWord = `${letter}\\p{Nd}`;
/** U+0149 is an n behind an apostrophe; U+0300 and U+030E become quotes in some code pages. */
const disguisedQuotes = '\\u0149\\u0300\\u030e';
/** Letters that a normalising server reads as ASCII, and marks that it drops (NFKC): they could spell an operator. */
const disguisedLetters =
  '\\u00aa\\u00ba\\u017f\\u034f\\u180b-\\u180d\\u2071-\\u214f\\ufb00-\\ufb06\\ufe00-\\ufe0f\\uff10-\\uff5a' +
  '\\u{1d400}-\\u{1d7ff}\\u{e0100}-\\u{e01ef}';

/** Marks between words stand alone, with blanks at most around some of them: no comment (`--`, `/*`) can begin. */
const between = '(?: |[,.&+_/@:?!-] ?| [&+/-] ?)';

/**
 * Words of any script, with apostrophes inside them (O'Brien, d'Artagnan's). The first apostrophe ends the text that the
 * value stands in, and what follows must then be a syntax error: not an operator, not a clause, not another statement.
 */
const quotedText = [
  `^(?!.*[${disguisedQuotes}])`,
  `(?!.*'(?:${anyCase(wordsAfterText)})(?:[^${inWord}]|$))`,
  `(?!.*'.*[^${inWord}](?:${anyCase(clauses)})(?:[^${inWord}]|$))`,
  `(?!.*'.*[${disguisedLetters}])`,
  `(?:[+]?[${inWord}]+(?:${between}[${inWord}]+|'[${letter}][${inWord}]*)*[.?!]?)?$`,
].join('');

/** Values that people send and that detectors stumble over: a text field must go on taking them. */
export const everydayTexts = ["O'Brien", 'select one', 'union station', 'drop shipping', 'Marks & Spencer'] as const;

/** Where the value stands in the statement: inside quotes, or bare. */
export type Context = 'string' | 'number';

/** The tightest shape that all legitimate values have; undefined where none has, or where none is known. */
export function shapeFor(legitimate: readonly string[], context: Context): string | undefined {
  if (context === 'number' && legitimate.length === 0) return undefined;
  const [shapes, values] =
    context === 'number' ? [bareShapes, legitimate] : [[quotedText], [...legitimate, ...everydayTexts]];
  return shapes.find((pattern) => values.every((value) => new RegExp(pattern, 'u').test(value)));
}
