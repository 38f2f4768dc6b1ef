import rule from '../../../src/audit/rules/id-is-hard-to-guess.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const id = (schema: string) =>
  parameterOf(`{ name: orderId, in: path, required: true, schema: ${schema} }`, '/orders/{orderId}');

describeRule(rule, {
  flags: {
    'an id that is a whole number': {
      contract: id('{ type: integer }'),
      severity: 'low',
      says: /^The id of an order in GET \/orders\/\{orderId\} is a whole number/,
    },
    'an id of 64 bits': { contract: id('{ type: integer, format: int64, minimum: 1 }') },
    'an id of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Shop, version: '1' }
paths: { '/pets/{petId}': { get: { parameters: [{ name: petId, in: path, required: true, type: integer }], responses: {} } } }`,
      says: /a pet/,
    },
    'ids of many kinds, once': {
      contract: `paths: { ${['a', 'b', 'c', 'd']
        .map(
          (one) =>
            `'/${one}xes/{id}': { get: { parameters: [{ name: id, in: path, required: true, schema: { type: integer } }], responses: {} } }`,
        )
        .join(', ')} }`,
      says: /^4 operations/,
    },
  },
  passes: {
    'a UUID': { contract: id('{ type: string, format: uuid }') },
    'a text': { contract: id('{ type: string }') },
    'a number that is a choice': { contract: id('{ type: integer, enum: [1, 2] }') },
    'a number in the query': { contract: parameterOf('{ name: year, in: query, schema: { type: integer } }') },
    'a small number': { contract: id('{ type: integer, maximum: 31 }') },
    'an id whose owner is checked': {
      contract: id('{ type: integer }'),
      policy: `identity: { schemes: { bearer: { apiKeys: true } } }
defaults: { roles: any }
resources: { order: { id: orderId, owner: { field: /customerId } } }`,
    },
  },
});
