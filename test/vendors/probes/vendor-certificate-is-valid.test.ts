import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-certificate-is-valid.js';
import { makeAuthority } from '../../identity/authority.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, siteAt, someTools, states } from '../subject.js';

const day = 86_400_000;
const root = await makeAuthority();
const names = [{ type: 'ip' as const, value: '127.0.0.1' }];

const cases: Record<string, [facts: Parameters<typeof root.issue>[0], trusted: boolean, seen: string[]]> = {
  'is valid for long': [{ names, validFor: 90 * day }, true, ['well']],
  'ends within 21 days': [{ names, validFor: 20 * day }, true, ['finding expiry']],
  'has ended': [{ names, validFor: -day / 2 }, true, ['finding chain']],
  'is of a stranger': [{ names, validFor: 90 * day }, false, ['finding chain']],
  'has another name': [{ names: [{ type: 'dns', value: 'other.test' }], validFor: 90 * day }, true, ['finding chain']],
};

for (const [name, [facts, trusted, seen]] of Object.entries(cases)) {
  test(`a certificate that ${name}`, async (t) => {
    const vendor = await startVendor((_, response) => response.end(), await root.issue(facts));
    t.after(() => vendor.close());
    const net = realNet(trusted ? { authorities: root.pem } : {});
    const tools = someTools({ net, now: Date.now() });
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(vendor.port, true) }), tools), seen);
  });
}

test('without TLS there is no certificate, and nobody there proves nothing', async () => {
  const tools = someTools({ net: realNet() });
  assert.deepEqual(await states(probe, aSubject({ site: siteAt(80) }), tools), []);
  assert.deepEqual(await states(probe, aSubject({ site: siteAt(9, true) }), tools), ['unknown']);
});
