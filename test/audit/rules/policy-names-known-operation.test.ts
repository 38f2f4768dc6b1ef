import rule from '../../../src/audit/rules/policy-names-known-operation.js';
import { describeRule } from '../describe-rule.js';

const contract = `paths: { /orders: { get: { operationId: listOrders, responses: {} } } }
components: { schemas: { Order: { type: object, properties: { id: { type: string } } } } }`;
const accept = (where: string, rule = 'rate-limit-is-set') =>
  `suppressions: [{ rule: ${rule}, where: '${where}', reason: nobody calls it often, expires: '2027-02-01' }]`;

describeRule(rule, {
  flags: {
    'an acceptance for an operation that was renamed': {
      contract,
      policy: accept('listOrder'),
      severity: 'high',
      at: 'where',
      says: /no operation "listOrder": did you mean "listOrders"/,
    },
    'by method and path': { contract, policy: accept('GET /order') },
    'a method that is gone': { contract, policy: accept('DELETE /orders') },
    'a fixed value of the pentest': {
      contract,
      policy: "pentest: { scope: ['http://127.0.0.1:3000'], values: { getOrder.id: 7 } }",
      says: /"getOrder"/,
    },
  },
  passes: {
    'an operation of the contract': { contract, policy: accept('listOrders') },
    'by method and path': { contract, policy: accept('GET /orders') },
    'with the name of its API': {
      contract,
      policy: "pentest: { scope: ['http://127.0.0.1:3000'], values: { listOrders.page: 7, orderId: 7 } }",
    },
    'a place in a file': { contract, policy: accept('openapi.yaml#/paths') },
    'a package': { contract, policy: accept('lodash', 'dependency-is-not-vulnerable') },
  },
});
