import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-site-tells-little.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, siteAt, someTools, states } from '../subject.js';

test('versions in header fields are found, names alone are not', async (t) => {
  const vendor = await startVendor(({ url }, response) => response.writeHead(200, url === '/' ? fields : {}).end());
  let fields: Record<string, string> = { server: 'nginx/1.22.1', 'x-powered-by': 'PHP/8.2' };
  t.after(() => vendor.close());
  const tools = someTools({ net: realNet() });
  const subject = aSubject({ site: siteAt(vendor.port) });
  assert.deepEqual(await states(probe, subject, tools), ['finding server', 'finding x-powered-by']);
  fields = { server: 'nginx' };
  assert.deepEqual(await states(probe, subject, tools), ['well']);
});
