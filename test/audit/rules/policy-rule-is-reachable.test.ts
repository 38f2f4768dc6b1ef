import rule from '../../../src/audit/rules/policy-rule-is-reachable.js';
import { describeRule } from '../describe-rule.js';

const contract = `security: [{ bearer: [] }]
paths: { '/orders/{orderId}': { get: { operationId: a, parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }], responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } } } } }
components:
  schemas: { Order: { type: object, properties: { id: { type: string }, customerId: { type: string } } } }
  securitySchemes: { bearer: { type: http, scheme: bearer } }`;
const head =
  'identity: { schemes: { bearer: { apiKeys: true } } }\nroles: { customer: {}, support: { includes: [customer] } }\n';
const owner = (crossedBy: string) =>
  `resources: { order: { id: orderId, owner: { field: /customerId }, crossedBy: [${crossedBy}] } }\n`;
const limit = (count: number, seconds: number, per = 'principal') =>
  `{ limit: ${count}, windowSeconds: ${seconds}, per: ${per} }`;

describeRule(rule, {
  flags: {
    'an owner rule that everybody who may call crosses': {
      contract,
      policy: `${head}${owner('customer')}operations: { a: { roles: [customer] } }`,
      severity: 'medium',
      says: /its owner rule keeps nobody out/,
    },
    'crossed by a role that includes it': {
      contract,
      policy: `${head}${owner('customer, support')}operations: { a: { roles: [support] } }`,
    },
    'rules of an operation that is off': {
      contract,
      policy: `${head}operations: { a: { roles: [customer], mode: off } }`,
      says: /its mode is off/,
    },
    'a limit above a tighter one': {
      contract,
      policy: `${head}defaults: { roles: any, rateLimits: [${limit(10, 60)}, ${limit(100, 60)}] }`,
      says: /100 calls in 60 s can never be reached: 10 in 60 s are fewer/,
    },
    'the same in a longer time': {
      contract,
      policy: `${head}defaults: { roles: any, rateLimits: [${limit(10, 3600)}, ${limit(100, 60)}] }`,
    },
  },
  passes: {
    'an owner rule that support crosses': {
      contract,
      policy: `${head}${owner('support')}operations: { a: { roles: [customer, support] } }`,
    },
    'roles that close an operation': {
      contract,
      policy: `${head}${owner('customer')}operations: { a: { roles: [] } }`,
    },
    'a short burst inside a longer limit': {
      contract,
      policy: `${head}defaults: { roles: any, rateLimits: [${limit(10, 1)}, ${limit(100, 60)}] }`,
    },
    'limits of different callers': {
      contract,
      policy: `${head}defaults: { roles: any, rateLimits: [${limit(10, 60)}, ${limit(100, 60, 'address')}] }`,
    },
    'no policy': { contract },
  },
});
