import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { forgetPolicies, keepPolicy, keptPolicy } from '../../src/app/last-policy.js';
import { memorySource, recordingSource } from '../../src/model/file-source.js';
import { loadProject } from '../../src/model/project.js';

const contract = `openapi: 3.1.0
info: { title: a, version: '1' }
paths: { /x: { $ref: parts.yaml#/x } }
`;
const policy = 'version: 1\napis: { a: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:1 } } }\n';

test('a project is made again of what was kept, whatever the disk has by then', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-kept-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const put = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
  put('openapi.yaml', contract);
  put('parts.yaml', '\ufeffx: { get: { operationId: getX, responses: {} } }\n');
  put('portcullis.yaml', policy);
  const policyFile = path.join(folder, 'portcullis.yaml');
  const source = recordingSource();
  const { digest } = await loadProject({ policyFile, source });
  keepPolicy(folder, digest, source.taken());
  for (const name of ['openapi.yaml', 'portcullis.yaml']) put(name, '[broken');
  fs.rmSync(path.join(folder, 'parts.yaml'));
  put('portcullis.patches.yaml', '[broken too');
  await assert.rejects(loadProject({ policyFile }));
  const kept = keptPolicy(folder, digest)!;
  const again = await loadProject({ policyFile, source: memorySource(kept) });
  assert.equal(again.digest, digest);
  assert.deepEqual([...again.apis[0]!.operations.keys()], ['getX']);
});

test('only the policy in force is kept, readable for its owner alone', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-kept-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const nothing = { links: {}, texts: {} };
  keepPolicy(folder, 'aa', nothing);
  keepPolicy(folder, 'bb', { links: {}, texts: { '/x': 'text' } });
  assert.equal(keptPolicy(folder, 'aa'), undefined);
  assert.equal(keptPolicy(folder, 'bb')!.texts['/x'], 'text');
  assert.equal(fs.statSync(path.join(folder, 'run', 'policy-bb.json')).mode & 0o077, 0);
  forgetPolicies(folder);
  assert.equal(keptPolicy(folder, 'bb'), undefined);
});
