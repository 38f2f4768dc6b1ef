import rule from '../../../src/audit/rules/recursion-has-a-way-out.js';
import { answerOf, bodyOf, describeRule } from '../describe-rule.js';

const named = (schemas: string) => bodyOf(`{ $ref: '#/components/schemas/A' }`, '/things', `  schemas: ${schemas}`);
const ref = (name: string) => `{ $ref: '#/components/schemas/${name}' }`;

describeRule(rule, {
  flags: {
    'an object that must hold itself': {
      contract: named(`{ A: { type: object, required: [next], properties: { next: ${ref('A')} } } }`),
      at: 'A:',
      severity: 'medium',
      says: /^Every value of "A" in POST \/things/,
    },
    'a list that is never empty': {
      contract: named(`{ A: { type: array, minItems: 1, items: ${ref('A')} } }`),
    },
    'a choice of which every branch goes on': {
      contract: named(
        `{ A: { oneOf: [{ type: object, required: [l], properties: { l: ${ref('A')} } }, { type: object, required: [r], properties: { r: ${ref('A')} } }] } }`,
      ),
    },
    'an inner object that must hold the outer one': {
      contract: named(
        `{ A: { type: object, required: [b], properties: { b: { type: object, required: [a], properties: { a: ${ref('A')} } } } } }`,
      ),
    },
    'an answer': {
      contract: answerOf(ref('A'), '/things/{id}', `  schemas: { A: { allOf: [${ref('A')}, { type: object }] } }`),
    },
  },
  passes: {
    'an object that may hold itself': { contract: named(`{ A: { type: object, properties: { next: ${ref('A')} } } }`) },
    'a list that may be empty': {
      contract: named(
        `{ A: { type: object, required: [all], properties: { all: { type: array, items: ${ref('A')} } } } }`,
      ),
    },
    'an end in null': {
      contract: named(`{ A: { type: [object, 'null'], required: [next], properties: { next: ${ref('A')} } } }`),
    },
    'a branch that ends': {
      contract: named(
        `{ A: { anyOf: [{ type: string }, { type: object, required: [a], properties: { a: ${ref('A')} } }] } }`,
      ),
    },
    'two that need each other, one of them with an end': {
      contract: named(
        `{ A: { type: object, required: [b], properties: { b: ${ref('B')} } }, B: { type: object, properties: { a: ${ref('A')} } } }`,
      ),
    },
    'a property that is called required': {
      contract: named('{ A: { type: object, properties: { required: { type: boolean } } } }'),
    },
  },
});
