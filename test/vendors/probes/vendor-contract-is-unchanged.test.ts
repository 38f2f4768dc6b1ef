import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-contract-is-unchanged.js';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadProject } from '../../../src/model/project.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, someTools, states } from '../subject.js';

const contract = (more: object) => ({
  openapi: '3.1.0',
  info: { title: 'Acme', version: '1' },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  paths: { '/charges': { get: { operationId: 'list', responses: { 200: { description: 'ok' } }, ...more } } },
});

test('what the vendor publishes is compared with what was reviewed', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-vendor-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'acme.json');
  fs.writeFileSync(file, JSON.stringify(contract({ security: [{ key: [] }] })));
  const load = async (name: string) => (await loadProject({ contract: [name] })).apis[0]!;
  let published = JSON.stringify(contract({ security: [{ key: [] }] }));
  const vendor = await startVendor(({ url }, response) =>
    response.writeHead(url === '/api' ? 200 : 404).end(published),
  );
  t.after(() => vendor.close());
  const tools = someTools({
    net: realNet(),
    contractOf: load,
    contractOfText: (text) => {
      const other = path.join(folder, 'published.json');
      fs.writeFileSync(other, text);
      return load(other);
    },
  });
  const at = (where: string) =>
    aSubject({ policy: { contract: { file, url: `http://127.0.0.1:${vendor.port}/${where}` } } });
  assert.deepEqual(await states(probe, at('api'), tools), ['well']);
  published = JSON.stringify(contract({ security: [] }));
  const [seen] = await states(probe, at('api'), tools);
  assert.match(seen!, /^finding .*GET \/charges/);
  published = 'not a contract';
  assert.deepEqual(await states(probe, at('api'), tools), ['finding no-contract']);
  assert.deepEqual(await states(probe, at('elsewhere'), tools), ['unknown']);
  assert.deepEqual(await states(probe, aSubject(), tools), []);
});
