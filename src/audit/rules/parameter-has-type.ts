import { parameterKey } from '../identity.js';
import { defineRule, type SchemaObject } from '../rule.js';
import { nameOf } from '../words.js';

/** Keywords that constrain a value, so that there is something to validate. */
const says = [
  'type',
  'enum',
  'const',
  'pattern',
  'format',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'items',
  'properties',
  'maxLength',
  'minimum',
  'maximum',
  'additionalProperties',
  '$dynamicRef',
] as const;

function saysNothing(schema: SchemaObject): boolean {
  return says.every((keyword) => schema[keyword] === undefined);
}

/** OWASP API8:2023, CWE-1287. */
export default defineRule({
  id: 'parameter-has-type',
  title: 'Parameter may be anything',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [1287],
  why: 'No gateway, framework or test can refuse a bad value: it reaches the code, and whatever the code hands it to.',
  remedy: 'Give the parameter a schema with a `type` and bounds.',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} parameters of ${count} operation${count === 1 ? '' : 's'} have no type: nothing can be checked`,
  visit: {
    parameter({ parameter, operation, schema }, { model, report }) {
      if (operation.outgoing || !saysNothing(schema)) return;
      // A broken reference is said by another rule.
      if (parameter.schema && model.resolve(parameter.schema) === undefined) return;
      if (
        operation.policy.constraints.some(
          ({ name, in: location }) => name === parameter.name && location === parameter.in,
        )
      )
        return;
      report(parameter.node, {
        ...parameterKey(operation, parameter),
        message: `The ${parameter.in} parameter "${parameter.name}" of ${nameOf(operation)} has no type`,
        part: { in: parameter.in, name: parameter.name },
        patch: {
          guard: 'constraints',
          set: {
            constraints: [{ in: parameter.in, name: parameter.name, schema: { type: 'string', maxLength: 1024 } }],
          },
        },
      });
    },
  },
});
