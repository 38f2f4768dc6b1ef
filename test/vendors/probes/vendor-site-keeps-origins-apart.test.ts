import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-site-keeps-origins-apart.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, siteAt, someTools, states } from '../subject.js';

const cases: Record<string, [origin: 'same' | '*' | undefined, credentials: boolean, seen: string[]]> = {
  'repeats any origin with credentials': ['same', true, ['finding reflected']],
  'repeats any origin without them': ['same', false, ['well']],
  'is open without credentials': ['*', true, ['well']],
  'says nothing': [undefined, false, ['well']],
};

for (const [name, [origin, credentials, seen]] of Object.entries(cases)) {
  test(`a site that ${name}`, async (t) => {
    const vendor = await startVendor(({ headers }, response) => {
      if (origin) response.setHeader('access-control-allow-origin', origin === 'same' ? headers.origin! : '*');
      if (credentials) response.setHeader('access-control-allow-credentials', 'true');
      response.end();
    });
    t.after(() => vendor.close());
    const tools = someTools({ net: realNet() });
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(vendor.port) }), tools), seen);
  });
}
