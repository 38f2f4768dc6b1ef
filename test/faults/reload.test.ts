import assert from 'node:assert/strict';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { serve } from '../../src/app/serve.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { loadProject } from '../../src/model/project.js';
import { openContract, startUpstream } from '../gateway/harness.js';
import { makeAuthority } from '../identity/authority.js';

const root = await makeAuthority();
const issue = (name: string) => root.issue({ name, names: [{ type: 'dns', value: 'localhost' }] });

const policyOf = (upstream: string, number: number): string => `version: 1
listen:
  - { address: "127.0.0.1:0" }
  - { address: "localhost:0", tls: { certificate: tls.crt, key: tls.key } }
apis: { any: { contract: openapi.yaml, upstream: { url: ${upstream} } } }
defaults: { mode: enforce, rateLimits: [{ limit: ${1_000_000 + number}, windowSeconds: 60, per: address }] }
`;

test('policy x100, half of them invalid, and certificate x20 under load: no request fails, each has one policy', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-reload-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const put = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
  const certificates = await Promise.all(Array.from({ length: 20 }, (_, i) => issue(`number ${i}`)));
  const putCertificate = (number: number): void => {
    put('tls.crt', certificates[number]!.certificate);
    put('tls.key', certificates[number]!.key);
  };
  const upstream = await startUpstream(t);
  const policyFile = path.join(folder, 'portcullis.yaml');
  put('openapi.yaml', `openapi: 3.1.0\ninfo: { title: any, version: '1' }\n${openContract}`);
  put('portcullis.yaml', policyOf(upstream.url, 0));
  putCertificate(0);
  const events: SecurityEvent[] = [];
  const sink = { write: (event: SecurityEvent) => void events.push(event), batch: () => undefined };
  const config = { policyFile, dataDir: folder, keysDir: folder, name: 'w1', allowPlainText: false };
  const serving = await serve(await loadProject({ policyFile }), config, sink);
  t.after(() => serving.close());
  const [plainUrl, tlsUrl] = serving.urls as [string, string];

  const statuses = new Map<number | string, number>();
  const limits = new Set<string>();
  let isLoading = true;
  const note = (status: number | string): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const pool = new Pool(plainUrl, { connections: 4 });
  t.after(() => pool.close());
  const load = async (): Promise<void> => {
    while (isLoading) {
      await pool.request({ path: '/x', method: 'GET' }).then(
        async ({ statusCode, headers, body }) => {
          await body.dump();
          note(statusCode);
          limits.add(String(headers['ratelimit-policy']));
        },
        (error: Error & { code?: string }) => note(error.code ?? error.message),
      );
      await sleep(8);
    }
  };
  const loadTls = async (): Promise<void> => {
    while (isLoading) {
      note(await getTls(tlsUrl).catch((error: NodeJS.ErrnoException) => error.code ?? error.message));
      await sleep(10);
    }
  };
  const loads = [load(), load(), load(), loadTls()];
  let refused = 0;
  for (let i = 1; i <= 100; i++) {
    const isBad = i % 2 === 1;
    put(
      'portcullis.yaml',
      isBad ? policyOf(upstream.url, i).replace('enforce', 'enforced') : policyOf(upstream.url, i),
    );
    if (i % 5 === 0) putCertificate(i / 5 - 1);
    try {
      await (await serving.prepare(await loadProject({ policyFile }))).activate();
    } catch {
      refused++;
    }
    await sleep(15);
  }
  isLoading = false;
  await Promise.all(loads);
  assert.equal(refused, 50);
  assert.deepEqual([...statuses.keys()], [200], JSON.stringify([...statuses]));
  const total = statuses.get(200)!;
  assert.ok(total > 100, `${total} requests`);
  assert.ok(limits.size > 10, 'policies really changed');
  for (const text of limits) assert.match(text, /^"address-60s";q=100\d{4};w=60$/, 'never two at once');
  assert.equal(events.filter(({ kind }) => kind === 'certificate_changed').length, 19);
});

function getTls(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { ca: root.pem, servername: 'localhost', agent: false, path: '/x' };
    const request = https.get(url, options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
    });
    request.on('error', reject);
  });
}
