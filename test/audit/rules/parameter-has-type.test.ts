import rule from '../../../src/audit/rules/parameter-has-type.js';
import { describeRule, parameterOf } from '../describe-rule.js';

describeRule(rule, {
  flags: {
    'a parameter without a schema': {
      contract: parameterOf('{ name: filter, in: query }'),
      severity: 'medium',
      says: /^The query parameter "filter" of GET \/things has no type/,
      closedBy: 'patch',
    },
    'an empty schema': { contract: parameterOf('{ name: filter, in: query, schema: {} }'), closedBy: 'patch' },
    'a schema with an example only': {
      contract: parameterOf('{ name: X-Mode, in: header, schema: { example: fast, description: The mode } }'),
      says: /header parameter "X-Mode"/,
    },
    'many, once': {
      contract: parameterOf(['a', 'b', 'c', 'd'].map((name) => `{ name: ${name}, in: query }`).join(', ')),
      says: /^4 parameters of 1 operation /,
    },
  },
  passes: {
    'a type': { contract: parameterOf('{ name: filter, in: query, schema: { type: string } }') },
    'fixed values': { contract: parameterOf('{ name: filter, in: query, schema: { enum: [a, b] } }') },
    'a choice of schemas': {
      contract: parameterOf('{ name: filter, in: query, schema: { oneOf: [{ type: string }, { type: integer }] } }'),
    },
    'a described media type': {
      contract: parameterOf('{ name: filter, in: query, content: { application/json: { schema: { type: object } } } }'),
    },
    'a parameter of OpenAPI 2.0': {
      contract: `swagger: '2.0'
info: { title: Shop, version: '1' }
paths: { /pets: { get: { parameters: [{ name: tag, in: query, type: string }], responses: { '200': { description: Found } } } } }`,
    },
    'a broken reference, which another rule says': {
      contract: parameterOf("{ name: filter, in: query, schema: { $ref: '#/components/schemas/Gone' } }"),
    },
  },
});
