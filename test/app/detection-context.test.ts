import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { detectionContext, detectionFacts } from '../../src/app/detection-context.js';
import { PortcullisError } from '../../src/core/errors.js';
import { loadProject } from '../../src/model/project.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-context-'));
after(() => fs.rmSync(folder, { recursive: true }));

const contract = `openapi: 3.1.0
info: { title: shop, version: '1' }
components: { securitySchemes: { key: { type: apiKey, in: header, name: x-key } } }
paths:
  /open: { get: { operationId: open, security: [], responses: { '200': { description: ok }, '404': { description: no } } } }
  /mine: { get: { operationId: mine, security: [{ key: [] }], responses: { '200': { description: ok }, default: { description: any } } } }
  /all: { delete: { operationId: removeAll, security: [{ key: [] }], responses: { '204': { description: ok } } } }
`;

async function project(detections: string) {
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  const file = path.join(folder, 'portcullis.yaml');
  const head = `version: 1\napis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:1' } } }\n`;
  const roles = `roles: { admin: {} }\noperations: { removeAll: { roles: [admin] }, mine: { sunset: '2027-01-01' } }\n`;
  fs.writeFileSync(file, `${head}${roles}detections: { context: { ${detections} } }\n`);
  return detectionFacts(await loadProject({ policyFile: file }));
}

describe('what detectors know of a project', () => {
  it('comes from the contract and the policy', async () => {
    const context = detectionContext(
      await project(`flows: { sale: [open, mine] }, exports: [mine], sharedAddresses: [100.64.0.0/10]`),
    );
    const of = (id: string) => context.operation!('shop', id)!;
    assert.deepEqual([of('open').requiresCredential, of('mine').requiresCredential], [false, true]);
    assert.deepEqual([of('open').statuses, of('mine').statuses], [new Set([200, 404]), undefined]);
    assert.deepEqual([of('removeAll').isAdmin, of('mine').isAdmin], [true, false]);
    assert.deepEqual([of('mine').isExport, of('mine').sunsetAt], [true, Date.UTC(2027, 0, 1)]);
    assert.deepEqual(of('mine').flow, { name: 'sale', step: 1, steps: 2 });
    assert.deepEqual([context.isShared!('100.64.7.1'), context.isShared!('198.51.100.7')], [true, false]);
    assert.equal(context.operation!('other', 'open'), undefined);
    assert.equal(context.place, undefined);
  });

  it('is announced maintenance only in its time', async () => {
    const context = detectionContext(
      await project(`maintenance: [{ from: '2026-11-30T20:00:00Z', until: '2026-11-30T22:00:00Z' }]`),
    );
    const at = (iso: string) => context.isMaintenance!(Date.parse(iso));
    assert.deepEqual(
      [at('2026-11-30T19:59:59Z'), at('2026-11-30T20:00:00Z'), at('2026-11-30T22:00:00Z')],
      [false, true, false],
    );
  });

  for (const [text, code, message] of [
    ['logins: { logn: { account: /email } }', 'POLICY_UNKNOWN_NAME', /no operation "logn"/],
    ['sharedAddresses: [everywhere]', 'POLICY_INVALID', /no address or range/],
    ["maintenance: [{ from: soon, until: '2026-11-30' }]", 'POLICY_INVALID', /no time/],
    ['shared: []', 'POLICY_INVALID', /Unknown key "shared" in detections.context/],
  ] as const) {
    it(`refuses ${text}`, async () => {
      await assert.rejects(
        project(text),
        (error: PortcullisError) => error.code === code && message.test(error.message),
      );
    });
  }
});
