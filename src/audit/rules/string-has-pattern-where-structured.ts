import { below } from '../../model/pointer.js';
import { parameterKey } from '../identity.js';
import { defineRule, type Fix, type ParameterVisit } from '../rule.js';
import { nameOf, wordsOf } from '../words.js';

/** Names whose values have a form. */
const structured =
  /^(.* )?(id|ids|uuid|guid|sid|code|country|currency|locale|language|email|phone|phone number|date|iban|sku|vin|zip|zip code|postal code)$/;

/** Keywords that say what the text looks like, or that it is not only a text. */
const said = ['pattern', 'format', 'enum', 'const', 'maxLength', 'allOf', 'anyOf', 'oneOf', '$ref', 'not'] as const;

const isBare = ({ schema }: ParameterVisit) =>
  schema.type === 'string' && said.every((keyword) => schema[keyword] === undefined);

/** Letters, digits and what is common between them: no slash, no quote, no control character. */
const wordPattern = '^[A-Za-z0-9._~:@+-]{1,128}$';

function bound({ parameter }: ParameterVisit): { readonly fix?: Fix } {
  if (!parameter.schema) return {};
  return {
    fix: { narrows: true, changes: [{ op: 'add', node: below(parameter.schema, 'pattern'), value: wordPattern }] },
  };
}

/** OWASP API8:2023, CWE-1286. */
export default defineRule({
  id: 'string-has-pattern-where-structured',
  title: 'Any text is taken for an id or code',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: [1286],
  why: 'Slashes, quotes and control characters reach paths, queries and logs: most injections begin in such a value.',
  remedy: 'Say what it looks like: `format: uuid`, or a `pattern` that is anchored at both ends.',
  confidence: 'firm',
  mergeFrom: 4,
  whole: ({ count, places }) =>
    `${places} ids and codes in the URLs of ${count} operation${count === 1 ? '' : 's'} may be any text`,
  visit: {
    parameter(visit, { model, report }) {
      const { parameter, operation } = visit;
      if (operation.outgoing || parameter.in === 'cookie' || !isBare(visit)) return;
      if (!structured.test(wordsOf(parameter.name))) return;
      if (
        operation.policy.constraints.some(
          ({ name, in: location }) => name === parameter.name && location === parameter.in,
        )
      )
        return;
      const written = parameter.schema && model.resolve(parameter.schema);
      report(parameter.node, {
        ...parameterKey(operation, parameter),
        message: `"${parameter.name}" of ${nameOf(operation)} may be any text`,
        part: { in: parameter.in, name: parameter.name },
        patch: {
          guard: 'constraints',
          set: { constraints: [{ in: parameter.in, name: parameter.name, schema: { pattern: wordPattern } }] },
        },
        ...(written ? bound({ ...visit, parameter: { ...parameter, schema: written } }) : {}),
      });
    },
  },
});
