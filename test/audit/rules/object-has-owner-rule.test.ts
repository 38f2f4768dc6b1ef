import assert from 'node:assert/strict';
import { it } from 'node:test';
import rule from '../../../src/audit/rules/object-has-owner-rule.js';
import { answerOf, auditOf, describeRule } from '../describe-rule.js';

const order = `{ type: object, properties: { id: { type: string }, customerId: { type: string } } }`;
const contract = answerOf(order, '/orders/{orderId}').replace(
  'operationId: read',
  'operationId: read\n      parameters: [{ name: orderId, in: path, required: true, schema: { type: string } }]',
);
const base =
  'identity: { schemes: { bearer: { apiKeys: true } } }\nroles: { customer: {}, support: { includes: [customer] } }\ndefaults: { roles: any }';

describeRule(rule, {
  flags: {
    'an object whose answer names its customer': {
      contract,
      policy: base,
      at: 'get',
      severity: 'high',
      says: /^GET \/orders\/\{orderId\} takes the id of any order: no owner rule compares its "customerId"/,
    },
    'an answer in parts': {
      contract: contract.replace(order, `{ allOf: [${order}] }`),
      policy: base,
      severity: 'high',
    },
    'an object that tells no owner, as a smaller matter': {
      contract: contract.replace('customerId', 'colour'),
      policy: base,
      severity: 'low',
    },
    'an object that customers may read': { contract, policy: `${base}\noperations: { read: { roles: [customer] } }` },
  },
  passes: {
    'an owner rule of the resource': {
      contract,
      policy: `${base}\nresources: { order: { id: orderId, owner: { field: /customerId } } }`,
    },
    'a resource that belongs to nobody': { contract, policy: `${base}\nresources: { order: { id: orderId } }` },
    'no owner on purpose': { contract, policy: `${base}\noperations: { read: { owner: none } }` },
    'a tenant rule of the resource': {
      contract: contract.replace('customerId', 'org'),
      policy: `${base}\nresources: { order: { id: orderId, tenant: { field: /org } } }`,
    },
    'only support may call': { contract, policy: `${base}\noperations: { read: { roles: [support] } }` },
    'a condition of its own': { contract, policy: `${base}\noperations: { read: { when: 'principal.id != ""' } }` },
    'an operation for administrators': { contract: contract.replaceAll('/orders/', '/admin/orders/'), policy: base },
  },
});

it('is skipped, with the reason, when there is no policy', async () => {
  const { run } = await auditOf({ contract }, { rules: [rule] });
  assert.deepEqual(run.skipped, [{ id: rule.id, reason: 'there is no policy file' }]);
});
