import type { ReplayRequest } from '../../core/replay.js';
import { textFact, textsFact } from '../facts.js';
import {
  bound,
  constraintPlace,
  covered,
  defineFamily,
  impossible,
  isInForce,
  patch,
  type PatchOutcome,
  type Subject,
} from '../family.js';
import type { Finding } from '../../core/finding.js';
import type { Constraint } from '../../model/types.js';
import { shapeFor, type Context } from '../injection-shapes.js';
import { hasValueShape, valueShapeFor } from '../value-shapes.js';
import { pathTricks } from '../tricks.js';
import { changeEach, type Change, type Variant } from '../variant.js';

/** Longer texts are refused: the pattern is looked for in each. */
const longestText = 1000;

/** Bare unless the finding says otherwise, or the attack itself had to leave a quoted text. */
function contextOf(finding: Finding): Context {
  const said = textFact(finding, 'context');
  if (said !== undefined) return said === 'string' ? 'string' : 'number';
  const payloads = textsFact(finding, 'payloads');
  return payloads.length > 0 && payloads.every((payload) => /^[^'"]*['"]/.test(payload)) ? 'string' : 'number';
}

const climbs = (payloads: readonly string[]) =>
  payloads.length > 0 && payloads.every((payload) => /[/\\]/.test(payload));

/** CWE-22, CWE-78, CWE-502. Where a value becomes a path, an argument or an object, statements are no measure. */
function tightenShape({ finding }: Subject, place: Omit<Constraint, 'schema'>): PatchOutcome {
  if (place.in === 'path' && finding.ruleId !== 'command-injection' && climbs(textsFact(finding, 'payloads')))
    return covered(
      'message',
      'Paths with a way up, or with a separator behind an encoding, are refused in every mode.',
    );
  const shape = valueShapeFor(finding.ruleId, textsFact(finding, 'observed'));
  if (shape) return bound(place, { type: ['string', 'number'], ...shape });
  return impossible(
    'Legitimate values of the field look like the attack, so no bound can tell them apart. Follow its remedy in the code.',
  );
}

/** OWASP API8:2023, CWE-89. The contract is tightened at that one field, from the values seen there. */
function tighten(subject: Subject): PatchOutcome {
  const { finding, operation } = subject;
  const place = constraintPlace(finding);
  if (!place || !operation) return impossible('The field is not in the contract, so no bound can name it.');
  if (hasValueShape(finding.ruleId)) return tightenShape(subject, place);
  const pattern = shapeFor(textsFact(finding, 'observed'), contextOf(finding));
  if (pattern) return bound(place, { type: ['string', 'number'], pattern, maxLength: longestText });
  return impossible(
    'Legitimate values of the field look like the attack, so no bound can tell them apart. Use query parameters in the code.',
  );
}

/** CWE-943. An operator is an object where a plain value belongs; in a query it is a parameter of another name. */
function refuseOperators({ finding, operation }: Subject): PatchOutcome {
  const place = constraintPlace(finding);
  if (!place || !operation) return impossible('The field is not in the contract, so no bound can name it.');
  if (place.in === 'body') return bound(place, { type: ['string', 'number', 'boolean', 'null'] });
  if (operation.policy.unknownParameters === 'deny' && isInForce(operation, 'parameters'))
    return covered('parameters', 'Parameters that the contract does not declare are refused.');
  return patch('parameters', { unknownParameters: 'deny' });
}

/** A payload in another spelling, as it is written in a path and in JSON; undefined where there is no such spelling. */
interface Spelling {
  readonly inPath: (payload: string) => string;
  readonly inJson?: (payload: string) => string;
}

/** The same text in both places, each in its own encoding. */
const text = (change: (payload: string) => string): Spelling => ({
  inPath: (payload) => encodeURIComponent(change(payload)),
  inJson: (payload) => JSON.stringify(change(payload)).slice(1, -1),
});

const hex = (payload: string) =>
  [...Buffer.from(payload)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const escapes = (payload: string) =>
  payload.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const mixedCase = (payload: string) =>
  [...payload].map((letter, i) => (i % 2 ? letter.toUpperCase() : letter.toLowerCase())).join('');

const spellings: Readonly<Record<string, Spelling>> = {
  'every letter encoded': { inPath: hex, inJson: escapes },
  'encoded twice': { inPath: (payload) => encodeURIComponent(encodeURIComponent(payload)) },
  'comments for blanks': text((payload) => payload.replaceAll(' ', '/**/')),
  'tabs for blanks': text((payload) => payload.replaceAll(' ', '\t')),
  'line feeds for blanks': text((payload) => payload.replaceAll(' ', '\n')),
  'no-break spaces for blanks': text((payload) => payload.replaceAll(' ', '\u00a0')),
  'plus for blanks': { inPath: (payload) => encodeURIComponent(payload).replaceAll('%20', '+') },
  'mixed case': text(mixedCase),
  'full-width apostrophe': text((payload) => payload.replaceAll("'", '\uff07')),
  'modifier apostrophe': text((payload) => payload.replaceAll("'", '\u02bc')),
  'overlong apostrophe': { inPath: (payload) => encodeURIComponent(payload).replaceAll("'", '%c0%a7') },
  'null byte in front': text((payload) => `\0${payload}`),
  'comment behind': text((payload) => `${payload}-- -`),
  'hash behind': text((payload) => `${payload}#`),
  'backslashes for slashes': text((payload) => payload.replaceAll('/', '\\')),
  'full-width dots and slashes': text((payload) => payload.replaceAll('.', '\uff0e').replaceAll('/', '\uff0f')),
  'doubled dots': text((payload) => payload.replaceAll('../', '....//')),
  'line feed for semicolons': text((payload) => payload.replaceAll(';', '\n')),
  'harmless words in front': text((payload) => `apple ${payload}`),
};

/** Every payload of the request in another spelling. */
function respelled({ inPath, inJson }: Spelling, payloads: readonly string[]): Change {
  return ({ body, ...request }: ReplayRequest) => {
    const path = payloads.reduce((all, each) => all.replaceAll(encodeURIComponent(each), inPath(each)), request.path);
    if (body === undefined) return { ...request, path };
    const written = (each: string) => JSON.stringify(each).slice(1, -1);
    const next = inJson ? payloads.reduce((all, each) => all.replaceAll(written(each), inJson(each)), body) : body;
    return { ...request, path, body: next };
  };
}

function variants({ finding }: Subject): readonly Variant[] {
  const { replay } = finding;
  if (!replay) return [];
  const payloads = textsFact(finding, 'payloads');
  const changes = Object.entries(spellings).map(([name, each]) => [name, respelled(each, payloads)] as const);
  return [...changeEach(replay, Object.fromEntries(changes)), ...changeEach(replay, pathTricks)];
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
    // What these need (brackets, braces, angles, operators, line ends) no shape lets pass.
    'template-injection',
    'code-injection',
    'ldap-injection',
    'xpath-injection',
    'xss-reflected',
    'xss-stored',
    'header-injection',
    'log-injection',
    // Where a value becomes something else than a statement, its shape is another.
    'path-traversal',
    'file-write-outside',
    'command-injection',
    'unsafe-deserialisation',
  ],
  rewrites: false,
  patch: (subject) =>
    subject.finding.ruleId === 'nosql-operator-injection' ? refuseOperators(subject) : tighten(subject),
  variants,
});
