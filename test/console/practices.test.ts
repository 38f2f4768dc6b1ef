import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/app/evidence.js';
import { vendorQuestions } from '../../src/app/vendors.js';
import { uuidv7 } from '../../src/core/ids.js';
import { policyText, startFixture, type Fixture } from './fixture.js';

const vendors = `egressProxy: { address: 127.0.0.1:0 }
egress:
  payments: { vendor: Acme Payments, hosts: [api.payments.example], send: any }
vendors:
  Acme Payments: { owner: payments team, data: high, privilege: low, dependence: high }
`;

let fixture: Fixture;
before(async () => {
  fixture = await startFixture({}, { 'portcullis.yaml': policyText + vendors });
});
after(() => fixture.close());

type Answered = Readonly<Record<string, never>> & { readonly [name: string]: unknown };

describe('third parties over the control API', () => {
  it('are listed with the state of their reviews', async () => {
    const { json } = await fixture.call('GET', '/vendors', { as: 'viewer' });
    const [row] = json['items'] as unknown as readonly Answered[];
    assert.equal(row?.['name'], 'Acme Payments');
    assert.equal((row!['review'] as unknown as Answered)['state'], 'never');
  });

  it('are reviewed, and switched off and on, by those who operate', async () => {
    const target = `/vendors/${encodeURIComponent('Acme Payments')}`;
    const answers = Object.fromEntries(vendorQuestions.map(({ id }) => [id, 'yes']));
    const review = { verdict: 'approved', answers };
    const refused = await fixture.call('POST', `${target}/reviews`, { as: 'analyst', body: review });
    assert.equal(refused.status, 403);
    const done = await fixture.call('POST', `${target}/reviews`, { as: 'operator', body: review });
    assert.equal(done.status, 201, done.text);
    const off = await fixture.call('POST', `${target}/block`, { as: 'operator', body: { reason: 'breach' } });
    assert.equal(off.status, 200, off.text);
    const { json } = await fixture.call('GET', target, { as: 'viewer' });
    assert.equal((json['blocked'] as unknown as Answered)['reason'], 'breach');
    assert.equal((json['reviews'] as unknown as readonly Answered[])[0]?.['by'], 'token:operator');
    await fixture.call('DELETE', `${target}/block`, { as: 'operator' });
    assert.equal((await fixture.call('GET', target, { as: 'viewer' })).json['blocked'], undefined);
    assert.equal((await fixture.call('GET', '/vendors/Nobody', { as: 'viewer' })).status, 404);
  });
});

describe('evidence over the control API', () => {
  it('is for auditors: controls with items that are present, stale or missing, and no percentage', async () => {
    assert.equal((await fixture.call('GET', '/compliance', { as: 'analyst' })).status, 403);
    const { json } = await fixture.call('GET', '/compliance', { as: 'auditor' });
    const [framework] = json['items'] as unknown as readonly Answered[];
    const answer = await fixture.call('GET', `/compliance/${framework!['id'] as unknown as string}`, { as: 'auditor' });
    assert.equal(answer.status, 200, answer.text);
    const report = answer.json['report'] as unknown as { readonly items: readonly Answered[] };
    for (const item of report.items) assert.match(String(item['state']), /^(?:present|stale|missing)$/);
  });

  it('is downloaded as an archive that verifies offline', async () => {
    const response = await fetch(`${fixture.served.url}/api/v1/compliance/soc2/bundles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${fixture.tokens.auditor}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(response.status, 200);
    const file = path.join(fixture.folder, 'bundle.zip');
    fs.writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    assert.deepEqual(verifyBundle(fixture.folder, 'bundle.zip').problems, []);
  });

  it('knows the shipped frameworks, reads no file, and takes no period that ends before it begins', async () => {
    for (const id of ['nothing', encodeURIComponent('./portcullis.yaml'), encodeURIComponent('/etc/passwd')])
      assert.equal((await fixture.call('GET', `/compliance/${id}`, { as: 'auditor' })).status, 404, id);
    const { status } = await fixture.call('GET', '/compliance/soc2?since=2000&until=1000', { as: 'auditor' });
    assert.equal(status, 422);
  });
});

describe('lessons over the control API', () => {
  it('have a text and a state for each person', async () => {
    const { json } = await fixture.call('GET', '/lessons', { as: 'viewer' });
    const items = json['items'] as unknown as readonly Answered[];
    assert.equal(items.length, 19);
    const page = await fixture.call('GET', `/lessons/${items[0]!['id'] as unknown as string}`, { as: 'viewer' });
    assert.match(page.json['markdown'] as unknown as string, /\S/);
    assert.equal((await fixture.call('GET', '/lessons/nothing', { as: 'viewer' })).status, 404);
  });

  it('are assigned by administrators, and auditors read who did what', async () => {
    const body = { lesson: '1', role: 'analyst', due: '2027-01-31' };
    assert.equal((await fixture.call('POST', '/training/assignments', { as: 'operator', body })).status, 403);
    const made = await fixture.call('POST', '/training/assignments', { as: 'admin', body });
    assert.equal(made.status, 201, made.text);
    const { id } = made.json['assignment'] as unknown as { readonly id: string };
    const { json } = await fixture.call('GET', '/training', { as: 'auditor' });
    assert.equal((json['assignments'] as unknown as readonly Answered[])[0]?.['id'], id);
    assert.equal((await fixture.call('DELETE', `/training/assignments/${id}`, { as: 'admin' })).status, 200);
  });
});

describe('incidents over the control API', () => {
  it('are opened, noted, pinned, contained and closed', async () => {
    const time = Date.now() - 60_000;
    const id = uuidv7(time);
    const event = { id, time, kind: 'denial', outcome: 'denied', severity: 'medium', api: 'shop' } as const;
    await (await fixture.app.store()).events.insert([{ ...event, operationId: 'getOrder', status: 403 }]);
    const opened = await fixture.call('POST', '/incidents', { as: 'analyst', body: { title: 'Orders read' } });
    assert.equal(opened.status, 201, opened.text);
    const change = (method: string, part: string, body: unknown) =>
      fixture.call(method, `/incidents/1${part}`, { as: 'analyst', body });
    assert.equal((await change('POST', '/notes', { text: '<b>called</b> Bob' })).status, 201);
    assert.equal((await change('POST', '/pins', { events: [id] })).status, 201);
    assert.equal((await change('PATCH', '', { state: 'contained' })).status, 200);
    const { json } = await fixture.call('GET', '/incidents/1', { as: 'viewer' });
    assert.equal((json['events'] as unknown as readonly Answered[])[0]?.['id'], id);
    const timeline = json['timeline'] as unknown as readonly Answered[];
    assert.deepEqual(
      timeline.map(({ kind, by }) => `${String(kind)} ${String(by)}`),
      ['pin token:analyst', 'change token:analyst', 'note token:analyst', 'change token:analyst'],
    );
    const review = {
      held: 'limits',
      failed: 'phone list',
      actions: [{ what: 'renew', owner: 'ann', due: '2027-01-31' }],
    };
    assert.equal((await change('POST', '/review', review)).status, 200);
    assert.equal((await change('POST', '/review', review)).status, 422, 'closed once');
  });

  it('are read by all and changed by those who decide', async () => {
    assert.equal((await fixture.call('POST', '/incidents', { as: 'viewer', body: { title: 'x' } })).status, 403);
    assert.equal((await fixture.call('GET', '/incidents/x', { as: 'viewer' })).status, 404);
    assert.equal((await fixture.call('GET', '/incidents/99', { as: 'viewer' })).status, 404);
  });
});
