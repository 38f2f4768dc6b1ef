import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Run } from '../../../src/core/finding.js';
import type { StoredFinding } from '../../../src/store/store.js';
import { startVendor, type VendorApp } from '../../egress/vendor-app.js';
import { assertRefused, type Project } from '../bench.js';
import { vendorProject } from '../vendor-project.js';

let vendor: VendorApp;
let project: Project;
let expires = '2020-01-01T00:00:00Z';
before(async () => {
  vendor = await startVendor(({ url }, response) => {
    const isContact = url === '/.well-known/security.txt';
    response.writeHead(isContact ? 200 : 404).end(`Contact: mailto:s@acme.test\nExpires: ${expires}\n`);
  });
  project = vendorProject(vendor.port, ', secrets: { acme-key: 90 }');
});
after(async () => {
  await project.close();
  await vendor.close();
});

describe('portcullis vendors check', () => {
  it('looks for real, and what it finds is a finding like all others; what is mended is fixed', async () => {
    const found = (await project.json<Run>('vendors', 'check', '--fail-on', 'none')).findings;
    const rules = found.map(({ ruleId }) => ruleId);
    for (const rule of ['tls-is-modern', 'security-contact-is-published', 'review-is-current', 'secrets-are-rotated']) {
      assert.ok(rules.includes(`vendor-${rule}`), rule);
    }
    const open = await project.json<StoredFinding[]>('findings');
    assert.equal(open.length, found.length);
    assert.ok(open.every(({ finding }) => finding.api === 'vendor:Acme'));
    expires = new Date(Date.now() + 1e9).toISOString();
    const again = (await project.json<Run>('vendors', 'check', 'Acme', '--fail-on', 'none')).findings;
    assert.equal(again.length, found.length - 1);
    const [fixed] = await project.json<StoredFinding[]>('findings', '--status', 'fixed');
    assert.equal(fixed?.finding.ruleId, 'vendor-security-contact-is-published');
  });

  it('exits 1 for what is at or above the floor, and knows every format of reports', async () => {
    assert.equal((await project.run('vendors', 'check')).code, 1);
    assert.equal((await project.run('vendors', 'check', '--fail-on', 'critical')).code, 0);
    const { stdout } = await project.run('vendors', 'check', '--format', 'sarif', '--fail-on', 'none');
    assert.equal((JSON.parse(stdout) as { version: string }).version, '2.1.0');
  });

  it('tells of a contract that is none as a finding, and of a name that is none as an error', async () => {
    project.write('acme.yaml', 'hello: world\n');
    const { findings } = await project.json<Run>('vendors', 'check', '--fail-on', 'none');
    const broken = findings.find(({ ruleId }) => ruleId === 'vendor-contract-is-pinned');
    assert.match(broken!.message, /^the contract of Acme cannot be used/);
    assertRefused(await project.run('vendors', 'check', 'Nobody'), 'NOT_FOUND');
  });
});
