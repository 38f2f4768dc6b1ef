import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit/runner.js';
import { loadProject } from '../../src/model/project.js';

const orchard = path.join(process.env['PORTCULLIS_ROOT'] ?? process.cwd(), 'examples/orchard');

async function auditOrchard(options: Parameters<typeof loadProject>[0]) {
  const run = audit(await loadProject(options), { today: '2026-11-25', version: '0.0.0' });
  return {
    run,
    says: (rule: string) => run.findings.filter(({ ruleId }) => ruleId === rule).map(({ operationId }) => operationId),
  };
}

describe('the audit of the example API', () => {
  it('finds in the contract only what the contract does wrong', async () => {
    const { run, says } = await auditOrchard({ contract: [path.join(orchard, 'openapi.yaml')] });
    assert.deepEqual(says('url-input-is-restricted'), ['setProductPicture']);
    assert.ok(run.findings.length <= 3, run.findings.map(({ message }) => message).join('\n'));
  });

  it('finds in the first policy what it does not say yet', async () => {
    const { says } = await auditOrchard({
      policyFile: path.join(orchard, 'portcullis.yaml'),
      // Whoever tries the example has patches there.
      patchesFile: path.join(orchard, 'no-patches.yaml'),
    });
    assert.deepEqual(says('login-has-strict-limit'), ['login']);
    const unowned = says('object-has-owner-rule');
    for (const id of ['getOrder', 'updateOrder', 'deleteOrder', 'getInvoice', 'deleteReview'])
      assert.ok(unowned.includes(id), id);
    const admins = says('admin-operation-has-own-role');
    for (const id of ['updateProduct', 'listCustomers', 'getStats']) assert.ok(admins.includes(id), id);
    for (const id of ['listProducts', 'getProduct', 'login', 'signup'])
      assert.ok(!admins.includes(id) && !unowned.includes(id), id);
  });
});
