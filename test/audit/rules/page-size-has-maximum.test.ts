import rule from '../../../src/audit/rules/page-size-has-maximum.js';
import { describeRule, parameterOf } from '../describe-rule.js';

const size = (name: string, schema: string, more = '') =>
  parameterOf(`{ name: ${name}, in: query, schema: ${schema}${more} }`);

describeRule(rule, {
  flags: {
    'a limit': {
      closedBy: 'fix',
      contract: size('limit', '{ type: integer }'),
      at: '{ name',
      severity: 'medium',
      says: /"limit" of GET \/things/,
    },
    'a page size in any spelling': { contract: size('Page-Size', '{ type: integer, minimum: 1 }') },
    'a number that may be null': { contract: size('per_page', '{ type: [integer, "null"] }') },
    'a bound that is only in words': {
      contract: size('limit', '{ type: integer }', ', description: "At most 100"'),
      severity: 'low',
    },
    'what anybody may ask for, in an API with credentials': {
      contract: `${size('limit', '{ type: integer }').replace('security: [{ bearer: [] }]', 'security: []')}`.replace(
        'paths:',
        'paths:\n  /others: { get: { security: [{ bearer: [] }] } }',
      ),
      severity: 'high',
    },
    'several lists with one name, once': {
      contract: `paths:
  /a: { get: { parameters: [{ name: limit, in: query, schema: { type: integer } }] } }
  /b: { get: { parameters: [{ name: limit, in: query, schema: { type: integer } }] } }`,
      says: /and 1 more/,
    },
  },
  passes: {
    'a maximum': { contract: size('limit', '{ type: integer, maximum: 100 }') },
    'an exclusive maximum': { contract: size('limit', '{ type: integer, exclusiveMaximum: 101 }') },
    'fixed sizes': { contract: size('per_page', '{ type: integer, enum: [10, 50] }') },
    'a number that is no size': { contract: size('page', '{ type: integer }') },
    'a flag of that name': { contract: size('count', '{ type: boolean }') },
    'a maximum of the policy': {
      contract: size('limit', '{ type: integer }'),
      policy: 'operations: { list: { constraints: [{ in: query, name: limit, schema: { maximum: 100 } }] } }',
    },
  },
});
