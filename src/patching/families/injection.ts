import type { Constraint } from '../../model/types.js';
import { textFact, textsFact } from '../facts.js';
import { defineFamily, impossible, patch, type Subject } from '../family.js';
import { changeEach, pathTricks, type Variant } from '../variant.js';

/**
 * Shapes of harmless values, tightest first. None of them lets a statement end or a comment begin; the last allows one
 * apostrophe, between letters (O'Brien): an odd number of quotes never closes the string it breaks out of.
 */
const shapes: readonly { readonly pattern: string; readonly inStrings: boolean }[] = [
  { pattern: '^-?[0-9]{1,18}$', inStrings: false },
  { pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$', inStrings: false },
  { pattern: '^[A-Za-z0-9_]{1,64}$', inStrings: false },
  { pattern: '^[A-Za-z0-9_.@+]{1,64}(?:-[A-Za-z0-9_.@+]{1,64}){0,15}$', inStrings: false },
  {
    pattern:
      "^(?:[\\p{L}\\p{N}]+(?:[ ,.&+_/@:?!-] ?[\\p{L}\\p{N}]+)*(?:'\\p{L}+(?:[ ,.&+_/@:?!-] ?[\\p{L}\\p{N}]+)*)?[.?!]?)?$",
    inStrings: true,
  },
];

/** Values that people send and that detectors stumble over: a search field must go on taking them. */
const everyday = ["O'Brien", 'select one', 'union station', 'drop shipping'];

/** The tightest shape that all legitimate values have; undefined where none has. */
function shapeFor(values: readonly string[], freeText: boolean) {
  const legitimate = freeText ? [...values, ...everyday] : values;
  return shapes.find(
    ({ pattern, inStrings }) =>
      (freeText || !inStrings) && legitimate.every((value) => new RegExp(pattern, 'u').test(value)),
  );
}

function placeOf({ finding }: Subject): Omit<Constraint, 'schema'> | undefined {
  const { part } = finding;
  if (!part || part.in === 'credential' || part.in === 'method') return undefined;
  return { in: part.in, ...(part.name ? { name: part.name } : {}), ...(part.pointer ? { pointer: part.pointer } : {}) };
}

/** OWASP API8:2023, CWE-89. The contract is tightened at that one field, from the values seen there. */
function tighten(subject: Subject) {
  const place = placeOf(subject);
  if (!place || !subject.operation) return impossible('The field is not in the contract, so no bound can name it.');
  const values = textsFact(subject.finding, 'observed');
  const freeText = textFact(subject.finding, 'context') !== 'number';
  const shape = values.length || freeText ? shapeFor(values, freeText) : undefined;
  if (!shape)
    return impossible(
      'Legitimate values of the field look like the attack, so no bound can tell them apart. Use query parameters in the code.',
    );
  return patch('constraints', {
    constraints: [{ ...place, schema: { type: ['string', 'number'], pattern: shape.pattern, maxLength: 200 } }],
  });
}

/** One spelling of every payload text in another. */
const respell = (change: (payload: string) => string, payloads: readonly string[]) =>
  function respelled<T extends { readonly path: string; readonly body?: string }>(request: T): T {
    let { path, body } = request;
    for (const payload of payloads) {
      path = path.replaceAll(encodeURIComponent(payload), change(payload));
      body = body?.replaceAll(JSON.stringify(payload).slice(1, -1), change(payload));
    }
    return { ...request, path, ...(body === undefined ? {} : { body }) };
  };

const hex = (text: string) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const encode = encodeURIComponent;

function variants({ finding }: Subject): readonly Variant[] {
  const { replay } = finding;
  const payloads = textsFact(finding, 'payloads');
  if (!replay || !payloads.length) return [];
  const each = (change: (payload: string) => string) => respell(change, payloads);
  return [
    ...changeEach(replay, {
      'every letter encoded': each(hex),
      'encoded twice': each((payload) => encode(encode(payload))),
      'comments for blanks': each((payload) => encode(payload.replaceAll(' ', '/**/'))),
      'tabs for blanks': each((payload) => encode(payload.replaceAll(' ', '\t'))),
      'line feeds for blanks': each((payload) => encode(payload.replaceAll(' ', '\n'))),
      'plus for blanks': each((payload) => encode(payload).replaceAll('%20', '+')),
      'mixed case': each((payload) =>
        encode([...payload].map((letter, i) => (i % 2 ? letter.toUpperCase() : letter.toLowerCase())).join('')),
      ),
      'full-width apostrophe': each((payload) => encode(payload.replaceAll("'", '\uff07'))),
      'overlong apostrophe': each((payload) => encode(payload).replaceAll("'", '%c0%a7').replaceAll('%27', '%c0%a7')),
      'null byte in front': each((payload) => `%00${encode(payload)}`),
      'comment behind': each((payload) => encode(`${payload}-- -`)),
      'harmless words in front': each((payload) => encode(`apple ${payload}`)),
    }),
    ...changeEach(replay, pathTricks),
  ];
}

export default defineFamily({
  id: 'injection',
  title: 'Input is run as a query',
  closes: [
    'sql-injection-error',
    'sql-injection-boolean',
    'sql-injection-union',
    'sql-injection-time',
    'nosql-operator-injection',
  ],
  rewrites: false,
  patch: tighten,
  variants,
});
