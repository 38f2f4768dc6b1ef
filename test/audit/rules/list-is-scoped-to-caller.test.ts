import rule from '../../../src/audit/rules/list-is-scoped-to-caller.js';
import { answerOf, describeRule } from '../describe-rule.js';

const policy = 'identity: { schemes: { bearer: { apiKeys: true } } }\ndefaults: { roles: any }';
const order = (owner = 'customerId') =>
  `{ type: object, properties: { id: { type: string }, ${owner}: { type: string } } }`;
const list = (schema: string, at = '/orders') => answerOf(`{ type: array, items: ${schema} }`, at);

describeRule(rule, {
  flags: {
    'a list of objects with an owner': {
      contract: list(order()),
      policy,
      severity: 'medium',
      says: /^GET \/orders lists objects with "customerId"/,
      closedBy: 'patch',
    },
    'a list inside an object': {
      contract: answerOf(
        `{ type: object, properties: { next: { type: string }, data: { type: array, items: ${order()} } } }`,
        '/orders',
      ),
      policy,
      closedBy: 'patch',
    },
    'a list of named schemas': {
      contract: answerOf(
        "{ type: array, items: { $ref: '#/components/schemas/Order' } }",
        '/orders',
        `  schemas: { Order: ${order('ownerId')} }`,
      ),
      policy,
    },
    'a list of what people have written, as a smaller matter': {
      contract: list(order('authorId')),
      policy,
      severity: 'low',
    },
  },
  passes: {
    'a list that the policy filters': {
      contract: list(order()),
      policy: `${policy}\noperations: { read: { returns: { resource: order, field: /customerId } } }`,
    },
    'a list of objects that belong to nobody': {
      contract: list('{ type: object, properties: { name: { type: string } } }'),
      policy,
    },
    'one object': { contract: answerOf(order(), '/orders/{orderId}'), policy },
    'a list for administrators': { contract: list(order(), '/admin/orders'), policy },
    'a list for anybody': {
      contract: list(order()),
      policy: `${policy}\noperations: { read: { public: true } }`,
    },
    'a contract without a policy': { contract: list(order()) },
  },
});
