import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openSealedStore } from '../../src/app/sealed-store.js';
import type { Finding, Run } from '../../src/core/finding.js';
import { openDatabase } from '../../src/store/driver.js';
import { openStore } from '../../src/store/open-store.js';
import { finishRotation, retireDataKeys } from '../../src/vault/rotation.js';
import { aFinding, aKey, aRun, describeStore, noon, orders } from '../store/store-suite.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-sealed-'));
after(() => fs.rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = () => path.join(root, `d${(folders += 1)}`);
const open = (folder: string, more = {}) => openSealedStore(folder, { env: {}, ...more });

// Whoever uses a sealed store sees the same store.
describeStore('SQLite behind the vault', async () => {
  const folder = newFolder();
  const clock = { now: noon };
  return { clock, open: () => open(folder, { now: () => clock.now }), remove: async () => undefined };
});

const exchange = {
  actor: 'alice',
  request: { method: 'GET', url: 'http://a/orders/7', headers: [['authorization', '$ALICE']], body: 'canary-request' },
  response: { status: 200, headers: [], body: '{"iban":"canary-response"}' },
  millis: 3,
} as const;

const attack = (fingerprint: string): Finding =>
  aFinding(fingerprint, {
    source: 'pentest',
    evidence: [{ kind: 'attack', summary: 'read', exchange }],
    reproduce: 'curl canary-reproduce',
    facts: { account: 'canary-fact' },
    replay: { steps: [] },
  });

const attackRun = (findings: readonly Finding[]): Run =>
  aRun(findings, {
    kind: 'pentest',
    leftovers: [{ what: 'order 7', reproduce: 'curl canary-leftover' }],
    proof: {
      finding: 'f',
      verdict: 'proved',
      because: 'it is',
      variants: [],
      attackDirect: { name: 'attack', outcome: 'worked', status: 200, exchanges: [exchange] },
    },
  });

const digest = new Uint8Array(32).fill(7);
const aPersonsKey = aKey('k', { digest, subject: 'canary-subject', claims: { email: 'canary-claim' } });

/** Every byte of the folder, as text. */
function bytesOf(folder: string): string {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return files.map((one) => fs.readFileSync(path.join(one.parentPath, one.name), 'latin1')).join('\n');
}

const canaries = (folder: string) => new Set(bytesOf(folder).match(/canary-\w+/g));

describe('on disk', () => {
  test('no exchange, proof, subject or claim stands in the clear, and all can be read back', async () => {
    const folder = newFolder();
    const store = await open(folder);
    const run = attackRun([attack('f1'), aFinding('f2')]);
    await store.keys.create(aPersonsKey);
    await store.findings.recordRun(run, orders);
    await store.runs.save({ ...run, id: 'saved' });
    assert.deepEqual([...canaries(folder)], []);
    await store.close();
    const again = await open(folder, { readOnly: true });
    assert.deepEqual(await again.runs.get(run.id), run);
    assert.deepEqual((await again.findings.get('f1')).finding, attack('f1'));
    assert.deepEqual((await again.findings.list()).length, 2);
    assert.deepEqual(await again.keys.find('k'), aPersonsKey);
    await again.close();
  });

  test('evidence swapped between findings, or put back from an earlier run, does not open', async () => {
    const folder = newFolder();
    const store = await open(folder);
    await store.findings.recordRun(attackRun([attack('f1'), attack('f2')]), orders);
    const database = openDatabase(path.join(folder, 'control.db'));
    const sealedOf = `json_extract(document, '$.sealed')`;
    const first = database.prepare(`SELECT ${sealedOf} AS s FROM finding WHERE fingerprint = 'f1'`).get() as {
      s: string;
    };
    const put = database.prepare(
      `UPDATE finding SET document = json_set(document, '$.sealed', ?) WHERE fingerprint = ?`,
    );
    put.run(first.s, 'f2');
    await assert.rejects(store.findings.get('f2'), { code: 'STORE_CORRUPT', exitCode: 2 });
    await store.findings.recordRun(attackRun([attack('f1')]), orders);
    assert.equal((await store.findings.get('f1')).finding.reproduce, 'curl canary-reproduce');
    put.run(first.s, 'f1');
    await assert.rejects(store.findings.get('f1'), { code: 'STORE_CORRUPT' });
    database.close();
    await store.close();
  });
});

describe('a store of an earlier version', () => {
  /** Written before there was a vault: plain rows. */
  async function plainFolder() {
    const folder = newFolder();
    const store = openStore(folder, { now: () => noon });
    const run = attackRun([attack('f1'), aFinding('f2')]);
    await store.keys.create(aPersonsKey);
    await store.findings.recordRun(run, orders);
    await store.close();
    assert.equal(canaries(folder).size, 7);
    return { folder, run };
  }

  test('is read as it is, and sealed by the first process that writes, which says so', async () => {
    const { folder, run } = await plainFolder();
    const reader = await open(folder, { readOnly: true });
    assert.deepEqual(await reader.runs.get(run.id), run);
    assert.deepEqual(await reader.keys.find('k'), aPersonsKey);
    await reader.close();
    const said: string[] = [];
    const writer = await open(folder, { say: (text: string) => said.push(text) });
    assert.match(said.join(), /^sealed 4 rows that were in plain text; the copy in backup/);
    assert.deepEqual([...canaries(folder)], []);
    assert.deepEqual(await writer.runs.get(run.id), run);
    assert.deepEqual((await writer.findings.get('f1')).finding, attack('f1'));
    assert.deepEqual(await writer.keys.list(), [aPersonsKey]);
    await writer.close();
    await (await open(folder, { say: (text: string) => said.push(text) })).close();
    assert.equal(said.length, 1);
  });

  test('sealing that was interrupted half-way goes on', async () => {
    const { folder, run } = await plainFolder();
    const first = await open(folder);
    await first.close();
    const plain = openDatabase(path.join(folder, 'control.db'));
    plain.exec('UPDATE vault_state SET all_sealed = 0');
    plain.prepare('UPDATE run SET document = ?').run(JSON.stringify(run));
    plain.close();
    const store = await open(folder);
    assert.deepEqual(await store.runs.get(run.id), run);
    assert.deepEqual([...canaries(folder)], []);
    await store.close();
  });

  test('whose key cannot be had is refused before anything is changed', async () => {
    const { folder, run } = await plainFolder();
    const env = { PORTCULLIS_VAULT_KEY: 'env:NOT_THERE' };
    await assert.rejects(openSealedStore(folder, { env }), { code: 'VAULT_KEY_MISSING', exitCode: 2 });
    const store = await open(folder);
    assert.deepEqual(await store.runs.get(run.id), run);
    await store.close();
  });
});

test('new data keys: documents with cells inside are sealed anew as well', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const run = attackRun([attack('f1')]);
  await store.findings.recordRun(run, orders);
  await store.keys.create(aPersonsKey);
  const parts = { vault: store.opener, store: store.vault, reseal: store.reseal, graceMillis: 0 };
  const before = (await store.vault.keys.list()).filter(({ purpose }) => purpose === 'store');
  assert.equal(await retireDataKeys(parts), 2);
  assert.deepEqual(await finishRotation(parts), { rows: 4, keys: 2 });
  const bytes = bytesOf(folder);
  for (const { id, wrapped } of before) {
    assert.ok(!bytes.includes(`v1.${id}.`));
    assert.ok(!bytes.includes(wrapped!));
  }
  await store.close();
  const again = await open(folder);
  assert.deepEqual(await again.runs.get(run.id), run);
  assert.deepEqual((await again.findings.get('f1')).finding, attack('f1'));
  assert.deepEqual(await again.keys.list(), [aPersonsKey]);
  await again.close();
});

test('the key of an erased person stands for nobody', async () => {
  const store = await open(newFolder());
  await store.keys.create(aPersonsKey);
  await store.opener.erase('canary-subject');
  const { subject: _subject, claims: _claims, ...rest } = aPersonsKey;
  assert.deepEqual(await store.keys.find('k'), rest);
  await store.close();
});
