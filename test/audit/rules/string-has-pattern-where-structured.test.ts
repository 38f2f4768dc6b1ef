import rule from '../../../src/audit/rules/string-has-pattern-where-structured.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const id = (schema = '{ type: string }') =>
  parameterOf(`{ name: orderId, in: path, required: true, schema: ${schema} }`, '/orders/{orderId}');

describeRule(rule, {
  flags: {
    'an id in the path': {
      contract: id(),
      severity: 'low',
      says: /^"orderId" of GET \/orders\/\{orderId\} may be any text/,
      closedBy: 'fix and patch',
    },
    'a code in the query': {
      contract: parameterOf('{ name: currency, in: query, schema: { type: string, minLength: 3 } }'),
      closedBy: 'fix and patch',
    },
    'an id with a description': { contract: id('{ type: string, description: Ten digits }') },
    'an id of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Shop, version: '1' }
paths: { '/pets/{petId}': { get: { parameters: [{ name: petId, in: path, required: true, type: string }], responses: { '200': { description: Found } } } } }`,
      closedBy: 'fix',
    },
    'many, once': {
      contract: parameterOf(
        ['aId', 'bId', 'cCode', 'dCode']
          .map((name) => `{ name: ${name}, in: query, schema: { type: string } }`)
          .join(', '),
      ),
      says: /^4 ids and codes/,
      closedBy: 'fix',
    },
  },
  passes: {
    'a format': { contract: id('{ type: string, format: uuid }') },
    'a pattern': { contract: id("{ type: string, pattern: '^[0-9]+$' }") },
    'fixed values': { contract: id('{ type: string, enum: [a, b] }') },
    'a number': { contract: id('{ type: integer }') },
    'free text': { contract: parameterOf('{ name: q, in: query, schema: { type: string } }') },
    'a bound of the policy': {
      contract: id(),
      policy: `identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }\noperations: { list: { constraints: [{ in: path, name: orderId, schema: { pattern: '^[0-9]+$' } }] } }`,
    },
  },
});
