import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { feedRows } from '../../src/app/evidence-feeds.js';
import { closeIncident, openIncident } from '../../src/app/incidents.js';
import { makeApp, type OwnedApp } from '../../src/app/make-app.js';

const day = 86_400_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-feeds-'));
const policy = `version: 1
apis: { shop: { contract: openapi.yaml, upstream: { url: http://127.0.0.1:3000 } } }
defaults: { roles: any }
vendors: { acme: { owner: ada@example.com, data: high, privilege: high, dependence: high, dataClasses: [card] } }
`;
let app: OwnedApp;
let period: { readonly from: number; readonly to: number };
before(async () => {
  fs.writeFileSync(
    path.join(folder, 'openapi.yaml'),
    'openapi: 3.1.0\ninfo: { title: Shop, version: 1.0.0 }\npaths: {}\n',
  );
  fs.writeFileSync(path.join(folder, 'portcullis.yaml'), policy);
  const { signal } = new AbortController();
  app = makeApp({ cwd: folder, env: {}, color: false, width: 100, signal, print: assert.fail, say: () => {} });
  await app.store();
  period = { from: Date.now() - 90 * day, to: Date.now() + day };
});
after(async () => {
  await app.close();
  fs.rmSync(folder, { recursive: true });
});

describe('rows of other rooms', () => {
  test('are those of the register of third parties, with their reviews', async () => {
    const { vendors } = await app.store();
    const before = await feedRows(app, 'vendors', period);
    assert.deepEqual(before!.rows[0]!.slice(0, 5), ['acme', 'ada@example.com', 'high', 'card', 'never']);
    assert.deepEqual(await vendors.list(), [], 'looking registers nobody');
    await vendors.register(['acme']);
    await vendors.addReview('acme', { id: 'r1', at: Date.now(), by: 'ada', verdict: 'approved', answers: {} });
    const reviewed = await feedRows(app, 'vendors', period);
    assert.deepEqual(
      [reviewed!.rows[0]![4], reviewed!.rows[0]![6], reviewed!.rows[0]![7]],
      ['current', 'ada', 'approved'],
    );
  });

  test('are completions that held in the period', async () => {
    const { learning } = await app.store();
    const record = { person: 'bo', version: 1, resultHash: 'ab'.repeat(32) };
    const now = Date.now();
    await learning.addRecord({ ...record, lesson: 'one', completedAt: now - 10 * day, expiresAt: now + 355 * day });
    await learning.addRecord({ ...record, lesson: 'two', completedAt: now - 500 * day, expiresAt: now - 135 * day });
    const { rows, newest } = (await feedRows(app, 'training', period))!;
    assert.deepEqual(
      rows.map((row) => row.slice(0, 3)),
      [['bo', 'one', 1]],
    );
    assert.equal(newest, now - 10 * day);
  });

  test('are incidents that were open in the period, without their titles', async () => {
    assert.deepEqual((await feedRows(app, 'incidents', period))!.rows, []);
    const { number } = await openIncident(app, { title: 'secret of a customer', severity: 'high' });
    const [row] = (await feedRows(app, 'incidents', period))!.rows;
    assert.deepEqual(row!.slice(0, 3), [number, 'high', 'open']);
    assert.doesNotMatch(JSON.stringify(row), /secret of a customer/);
    await closeIncident(app, number, { held: 'alarms', failed: 'nothing', actions: [] });
    const [closed] = (await feedRows(app, 'incidents', period))!.rows;
    assert.deepEqual([closed![2], closed![11]], ['closed', 'yes, 0 actions']);
    assert.deepEqual((await feedRows(app, 'incidents', { from: period.to, to: period.to + day }))!.rows, []);
  });

  test('are drills of the period, each a record of the audit log', async () => {
    assert.deepEqual((await feedRows(app, 'drills', period))!.rows, []);
    const { n } = await (
      await app.store()
    ).audit.append({ kind: 'incident_drilled', subject: 'bola', detail: { detectSeconds: 4 } });
    const { rows, records } = (await feedRows(app, 'drills', period))!;
    assert.deepEqual(rows[0]!.slice(3), ['bola', '{"detectSeconds":4}']);
    assert.deepEqual(records, [`audit-${n}`]);
  });
});
