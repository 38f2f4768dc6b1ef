import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { detectionFacts } from '../../src/app/detection-context.js';
import { blockMillis, blocksOf, engineOf, startDetections } from '../../src/app/detections.js';
import type { SecurityEvent } from '../../src/core/events.js';
import { uuidv7 } from '../../src/core/ids.js';
import { loadProject } from '../../src/model/project.js';
import { openStore } from '../../src/store/open-store.js';
import type { Detection } from '../../src/telemetry/detection/detection.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-detections-'));
after(() => fs.rmSync(folder, { recursive: true }));

const contract = `openapi: 3.1.0
info: { title: shop, version: '1' }
paths:
  /login: { post: { operationId: login, security: [], responses: { '200': { description: ok }, '401': { description: no } } } }
  /orders: { get: { operationId: listOrders, security: [], responses: { '200': { description: ok } } } }
`;

async function projectWith(detections: string) {
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  const file = path.join(folder, 'portcullis.yaml');
  fs.writeFileSync(
    file,
    `version: 1\napis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:1' } } }\n${detections}`,
  );
  return detectionFacts(await loadProject({ policyFile: file }));
}

const decoy = (): SecurityEvent => {
  const time = Date.now();
  const facts = { kind: 'denial', outcome: 'denied', severity: 'low', signals: 'decoy:path' } as const;
  return { id: uuidv7(time), time, ...facts, client: '198.51.100.7', agent: 'agent001' };
};

describe('detections of a running gateway', () => {
  it('are stored with their block, and everything that is done is in the log', async () => {
    const store = openStore(path.join(folder, 'data'));
    const log: SecurityEvent[] = [];
    const parts = { store, log: async (event: SecurityEvent) => log.push(event), say: assert.fail };
    const detections = startDetections(parts);
    const first = decoy();
    detections.observe([first]);
    await detections.use(await projectWith(''));
    await detections.settled();
    const [stored] = await store.detections.list();
    assert.deepEqual(
      [stored?.rule, (stored?.document as Detection | undefined)?.samples],
      ['decoy-touched', [first.id]],
    );
    const [block] = await store.detections.activeBlocks();
    assert.deepEqual([block?.actor, block?.effect], ['address:198.51.100.7 agent:agent001', 'block']);
    assert.ok(block!.expiresAt - Date.now() <= blockMillis);
    await store.detections.undo(stored!.id, 'ann', '');
    await detections.close();
    assert.deepEqual(
      log.map(({ kind }) => kind),
      ['detection', 'response_applied', 'response_undone'],
    );
    await store.close();
  });

  it('tell when a policy switches one off', async () => {
    const store = openStore(path.join(folder, 'weaker'));
    const log: SecurityEvent[] = [];
    const detections = startDetections({ store, log: async (event) => log.push(event), say: assert.fail });
    await detections.use(await projectWith(''));
    await detections.use(await projectWith('detections: { decoy-touched: { enabled: false } }\n'));
    detections.observe([decoy()]);
    await detections.close();
    assert.deepEqual(
      log.map(({ kind, detail }) => [kind, detail?.['weaker'] ?? detail?.['rule']]),
      [
        ['sys_monitor_disabled', 'detectors switched off: decoy-touched'],
        ['detection', 'monitoring-silenced'],
      ],
    );
    await store.close();
  });

  it('know from the policy which operation logs in', async () => {
    const project = await projectWith('detections: { context: { logins: { login: { account: /email } } } }\n');
    const found: Detection[] = [];
    const engine = await engineOf(project, { onDetection: (detection) => void found.push(detection) });
    for (let i = 0; i < 12; i++) {
      const login = {
        kind: 'access',
        outcome: 'allowed',
        severity: 'info',
        api: 'shop',
        operationId: 'login',
      } as const;
      engine.observe({ id: uuidv7(), time: Date.now(), ...login, account: 'acc', client: '198.51.100.7', status: 401 });
    }
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['account-brute-force'],
    );
  });
});

describe('a block', () => {
  const base = { id: 'd', acts: ['block'] as const };
  it('names the credential before its holder, and no actor means no block', () => {
    const actor = { key: 'principal:p', principalId: 'p', credentialId: 'c' };
    assert.equal(blocksOf({ ...base, actor }, 0)[0]?.actor, 'credential:c');
    assert.deepEqual(blocksOf(base, 0), []);
    assert.deepEqual(blocksOf({ ...base, acts: ['alert'], actor }, 0), []);
  });
});
