import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openSealedStore } from '../../../src/app/sealed-store.js';
import { describeVaultStore } from '../data-keys-suite.js';
import { aFinding, aKey, aRun, orders } from '../store-suite.js';
import { usePostgres } from './bench.js';
import { withPostgres } from './postgres-server.js';

describe('the vault', withPostgres, () => {
  const bench = usePostgres();
  describeVaultStore('PostgreSQL', () => bench.open());

  test('the vault seals what is secret before it comes here', async () => {
    const url = await bench.server.database();
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-postgres-sealed-'));
    const open = () => openSealedStore({ dataDir, url }, { env: {} });
    const store = await open();
    await store.keys.create(aKey('k', { subject: 'canary-ada', claims: { mail: 'canary-mail' } }));
    await store.findings.recordRun(aRun([aFinding('f', { reproduce: 'curl canary-reproduce' })]), orders);
    await store.close();
    const again = await open();
    const key = await again.keys.find('k');
    assert.deepEqual([key?.subject, key?.claims], ['canary-ada', { mail: 'canary-mail' }]);
    assert.equal((await again.findings.get('f')).finding.reproduce, 'curl canary-reproduce');
    await again.close();
    for (const table of ['api_key', 'run', 'finding', 'audit_leaf']) {
      const { rows } = await bench.server.sql(url, `SELECT * FROM portcullis.${table}`);
      assert.doesNotMatch(JSON.stringify(rows), /canary/, table);
      assert.ok(rows.length > 0);
    }
    fs.rmSync(dataDir, { recursive: true });
  });
});
