import rule from '../../../src/audit/rules/ref-resolves.js';
import { bodyOf, describeRule } from '../describe-rule.js';

const ref = (text: string) => bodyOf(`{ $ref: '${text}' }`);

describeRule(rule, {
  flags: {
    'a component that is missing': {
      contract: ref('#/components/schemas/Missing'),
      at: '$ref',
      severity: 'high',
      says: /"#\/components\/schemas\/Missing" points at nothing/,
    },
    'a file that is missing': { contract: ref('missing.yaml#/Thing') },
    'a reference to itself': {
      contract: bodyOf(
        `{ $ref: '#/components/schemas/A' }`,
        '/things',
        `  schemas: { A: { $ref: '#/components/schemas/A' } }`,
      ),
    },
    'the same one at two places, once': {
      contract: bodyOf(`{ anyOf: [{ $ref: '#/components/schemas/No' }, { $ref: '#/components/schemas/No' }] }`),
      says: /and 1 more/,
    },
  },
  passes: {
    'a component': {
      contract: bodyOf(`{ $ref: '#/components/schemas/A' }`, '/things', '  schemas: { A: { type: string } }'),
    },
    'a list of itself': {
      contract: bodyOf(
        `{ $ref: '#/components/schemas/A' }`,
        '/things',
        `  schemas: { A: { type: object, properties: { children: { type: array, items: { $ref: '#/components/schemas/A' } } } } }`,
      ),
    },
    'a name with a slash': {
      contract: bodyOf(`{ $ref: '#/components/schemas/a~1b' }`, '/things', "  schemas: { 'a/b': { type: string } }"),
    },
    'no reference': { contract: bodyOf('{ type: string }') },
  },
});
