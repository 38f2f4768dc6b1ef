import rule from '../../../src/audit/rules/depth-is-bounded.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const named = (schemas: string) => bodyOf(`{ $ref: '#/components/schemas/A' }`, '/things', `  schemas: ${schemas}`);
const ref = (name: string) => `{ $ref: '#/components/schemas/${name}' }`;
const tree = `{ A: { type: object, properties: { parts: { type: array, items: ${ref('A')} } } } }`;

describeRule(rule, {
  flags: {
    'a tree': {
      contract: named(tree),
      at: 'A:',
      severity: 'low',
      says: /^"A" in the body of POST \/things may hold itself/,
    },
    'a circle of two, once': {
      contract: named(
        `{ A: { type: object, properties: { b: ${ref('B')} } }, B: { anyOf: [${ref('A')}, { type: string }] } }`,
      ),
    },
    'a map of itself': { contract: named(`{ A: { type: object, additionalProperties: ${ref('A')} } }`) },
    'a tree behind a gateway, which bounds the depth': {
      contract: named(tree),
      policy: 'defaults: { mode: enforce }',
      severity: 'info',
    },
  },
  passes: {
    'a chain that ends': {
      contract: named(`{ A: { type: object, properties: { b: ${ref('B')} } }, B: { type: object, properties: {} } }`),
    },
    'the same schema twice': {
      contract: named(`{ A: { type: object, properties: { x: ${ref('B')}, y: ${ref('B')} } }, B: { type: string } }`),
    },
    'an answer': { contract: answerOf(ref('A'), '/things/{id}', `  schemas: ${tree}`) },
    'a parameter': {
      contract: parameterOf('{ name: q, in: query, schema: { type: array, items: { type: string } } }'),
    },
  },
});
