import rule from '../../../src/audit/rules/composition-is-decidable.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const card = '{ type: object, properties: { number: { type: string } } }';
const bank = '{ type: object, properties: { iban: { type: string } } }';

describeRule(rule, {
  flags: {
    'objects that want nothing': {
      contract: bodyOf(`{ oneOf: [${card}, ${bank}] }`),
      severity: 'low',
      says: /^Branches 1 and 2 of a body in POST \/things match one value$/,
    },
    'objects of which both may have the property of the other': {
      contract: bodyOf(
        `{ oneOf: [{ type: object, required: [a], properties: { a: {} } }, { type: object, required: [b], properties: { b: {} } }] }`,
      ),
    },
    'integer and number': { contract: bodyOf('{ oneOf: [{ type: integer }, { type: number }] }') },
    'two texts': {
      contract: bodyOf('{ oneOf: [{ type: boolean }, { type: string }, { type: string, maxLength: 5 }] }'),
      says: /2 and 3/,
    },
    'branches behind references': {
      contract: bodyOf(
        `{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }`,
        '/things',
        `  schemas: { A: ${card}, B: ${bank} }`,
      ),
    },
  },
  passes: {
    'a discriminator': { contract: bodyOf(`{ discriminator: { propertyName: kind }, oneOf: [${card}, ${bank}] }`) },
    'a fixed value of each': {
      contract: bodyOf(
        `{ oneOf: [{ type: object, required: [kind], properties: { kind: { const: card } } }, { type: object, required: [kind], properties: { kind: { enum: [bank] } } }] }`,
      ),
    },
    'a property of two types': {
      contract: bodyOf(
        `{ oneOf: [{ type: object, required: [to], properties: { to: { type: string } } }, { type: object, required: [to], properties: { to: { type: array } } }] }`,
      ),
    },
    'closed objects that want what the other refuses': {
      contract: bodyOf(
        `{ oneOf: [{ type: object, required: [a], properties: { a: {} } }, { type: object, additionalProperties: false, properties: { b: {} } }] }`,
      ),
    },
    'different types': { contract: bodyOf('{ oneOf: [{ type: string }, { type: array, items: {} }] }') },
    'different formats': {
      contract: bodyOf('{ oneOf: [{ type: string, format: uuid }, { type: string, format: email }] }'),
    },
    'branches that are not followed': { contract: bodyOf(`{ oneOf: [{ allOf: [${card}] }, ${bank}] }`) },
    'an answer': { contract: answerOf(`{ oneOf: [${card}, ${bank}] }`) },
  },
});
