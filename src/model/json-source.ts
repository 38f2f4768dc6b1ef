import { printParseErrorCode, visit } from 'jsonc-parser';
import { PortcullisError } from '../core/errors.js';
import { scanJson } from './json-scan.js';
import { placer, type Outline } from './outline.js';
import { noteDuplicates, tooDeep, type Source, type SourceText } from './yaml-source.js';

/** jsonc-parser's name of an error -> what it wanted. */
const expectations: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a JSON value',
  InvalidNumberFormat: 'a number',
  PropertyNameExpected: 'a property name in double quotes',
  ValueExpected: 'a value',
  ColonExpected: '":" after the property name',
  CommaExpected: '"," or a closing bracket',
  CloseBraceExpected: '"}"',
  CloseBracketExpected: '"]"',
  EndOfFileExpected: 'nothing after the document',
  InvalidCommentToken: 'JSON without comments',
  UnexpectedEndOfString: 'a closing quote',
  UnexpectedEndOfNumber: 'a digit',
  InvalidUnicode: 'four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'a JSON escape such as \\n or \\"',
  InvalidCharacter: 'an escape for a control character',
};

/**
 * Parses JSON (RFC 8259). Throws `SYNTAX_INVALID` for bad syntax, for nesting over the limit, and for a key that stands
 * twice in one object, which `JSON.parse` would hide.
 */
export function parseJson(source: SourceText): Source {
  let value: unknown;
  try {
    value = JSON.parse(source.text);
  } catch (cause) {
    throw syntaxError(source, cause);
  }
  const { outline, tooDeepAt, duplicate } = scanJson(source.text, source.limits.depth);
  if (tooDeepAt !== undefined) throw tooDeep(source, undefined, tooDeepAt);
  if (duplicate !== undefined) {
    if (!source.leftOut) throw duplicateKey(source, outline, duplicate);
    noteDuplicates(source, outline);
  }
  return { value, outline: () => outline };
}

function syntaxError(source: SourceText, cause: unknown): PortcullisError {
  let offset = 0;
  let name: string | undefined;
  const onError = (error: number, at: number): void => {
    if (name === undefined) [name, offset] = [printParseErrorCode(error), at];
  };
  try {
    visit(source.text, { onError }, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(source, error);
    throw error;
  }
  const expected = expectations[name ?? ''] ?? 'valid JSON';
  const place = placer(source.file, source.text)(Math.min(offset, source.text.length));
  return new PortcullisError('SYNTAX_INVALID', 'JSON does not parse here', { place, expected, cause });
}

function duplicateKey(source: SourceText, outline: Outline, index: number): PortcullisError {
  const name = outline.keyText(outline, index);
  return new PortcullisError('SYNTAX_INVALID', `JSON: the key "${name}" stands twice in one object`, {
    place: placer(source.file, source.text)(outline.starts[index]!, outline.ends[index]!),
    expected: 'every key once in an object',
  });
}
