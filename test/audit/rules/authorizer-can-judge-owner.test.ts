import rule from '../../../src/audit/rules/authorizer-can-judge-owner.js';
import { describeRule } from '../describe-rule.js';

const contract = `paths:
  /orders/{orderId}:
    get:
      operationId: getOrder
      parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: d } }
  /orders/{orderId}/items:
    get:
      operationId: listItems
      parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]
      responses: { '200': { description: d } }`;
const authorizer = "{ address: '127.0.0.1:9100', kind: authorizer, trust: [127.0.0.1/32] }";
const proxy = "{ address: '127.0.0.1:8080' }";
const policy = (listen: string, owner: string): string =>
  `listen: [${listen}]\noperations: { getOrder: { owner: ${owner} } }`;
const inAnswer = '{ field: /customerId }';

describeRule(rule, {
  flags: {
    'an owner that only the answer names, behind an authorizer': {
      contract,
      policy: policy(authorizer, inAnswer),
      at: '{ address',
      severity: 'high',
      says: /^The authorizer 127\.0\.0\.1:9100 cannot enforce the owner of GET \/orders\/\{orderId\}$/,
    },
    'the same beside a proxy: only the authorizer is blind': {
      contract,
      policy: policy(`${proxy}, ${authorizer}`, inAnswer),
      says: /9100/,
    },
    'the tenant of the thing': {
      contract,
      policy: `listen: [${authorizer}]\noperations: { getOrder: { tenant: { field: /tenantId } } }`,
    },
    'a lookup that is the operation itself': {
      contract,
      policy: policy(authorizer, '{ lookup: getOrder, field: /customerId }'),
    },
  },
  passes: {
    'the gateway passes the answer on itself': { contract, policy: policy(proxy, inAnswer) },
    'the id is the owner': { contract, policy: policy(authorizer, '{ id: { in: path, name: orderId } }') },
    'a lookup is asked before the verdict': {
      contract,
      policy: `listen: [${authorizer}]\noperations: { listItems: { owner: { lookup: getOrder, field: /customerId } } }`,
    },
    'nothing belongs to anybody': { contract, policy: `listen: [${authorizer}]` },
  },
});
