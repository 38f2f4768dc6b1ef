import rule from '../../../src/audit/rules/array-has-bound.js';
import { answerOf, bodyOf, describeRule, parameterOf } from '../describe-rule.js';

const list = (more = '') => `{ type: object, properties: { ids: { type: array, items: { type: string }${more} } } }`;

describeRule(rule, {
  flags: {
    'a list in a body': {
      contract: bodyOf(list()),
      at: 'ids',
      severity: 'medium',
      says: /^The list "ids" in POST \/things/,
      closedBy: 'fix and patch',
    },
    'a body that is a list': {
      closedBy: 'fix and patch',
      contract: bodyOf('{ type: array, items: { type: string } }'),
    },
    'a list in a list': {
      contract: bodyOf('{ type: array, maxItems: 5, items: { type: array, items: { type: number } } }'),
      at: 'items',
    },
    'a list of fixed words, as a smaller matter': {
      contract: bodyOf('{ type: array, items: { type: string, enum: [a, b] } }'),
      severity: 'low',
    },
    'many of them, once': {
      contract: bodyOf(
        `{ type: object, properties: { a: { type: array, items: {} }, b: { type: array, items: {} }, c: { type: array, items: {} }, d: { type: array, items: {} } } }`,
      ),
      says: /^4 lists/,
    },
  },
  passes: {
    'a bounded list': { contract: bodyOf(list(', maxItems: 20')) },
    'a list in an answer': { contract: answerOf(list()) },
    'a list in the URL, which servers bound': {
      contract: parameterOf('{ name: ids, in: query, schema: { type: array, items: { type: string } } }'),
    },
    'a property that is called items': {
      contract: bodyOf('{ type: object, properties: { items: { type: string } } }'),
    },
    'a list that the policy bounds': {
      contract: bodyOf(list()),
      policy: `identity: { schemes: { bearer: { apiKeys: true } } }
defaults: { roles: any }
operations: { send: { constraints: [{ in: body, pointer: /ids, schema: { maxItems: 5 } }] } }`,
    },
    'a read-only list': { contract: bodyOf(list(', readOnly: true')) },
  },
});
