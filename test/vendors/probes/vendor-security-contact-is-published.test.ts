import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-security-contact-is-published.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, siteAt, someTools, states } from '../subject.js';

const cases: Record<string, [status: number, text: string, seen: string[]]> = {
  'with a contact that holds': [200, 'Contact: mailto:s@acme.test\nExpires: 2027-01-01T00:00:00Z\n', ['well']],
  'that has expired': [200, 'Contact: mailto:s@acme.test\nExpires: 2026-01-01T00:00:00Z\n', ['finding expired']],
  'that does not say until when': [200, 'Contact: mailto:s@acme.test\n', ['finding no-expiry']],
  'without a contact': [200, '<html>', ['finding absent']],
  'that is not there': [404, 'Contact: mailto:s@acme.test\nExpires: 2027-01-01T00:00:00Z\n', ['finding absent']],
};

for (const [name, [status, text, seen]] of Object.entries(cases)) {
  test(`a security.txt ${name}`, async (t) => {
    const vendor = await startVendor(({ url }, response) => {
      response.writeHead(url === '/.well-known/security.txt' ? status : 404).end(text);
    });
    t.after(() => vendor.close());
    const tools = someTools({ net: realNet() });
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(vendor.port) }), tools), seen);
  });
}
