import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { principalTokens } from '../../src/app/person-tokens.js';
import { uuidv7 } from '../../src/core/ids.js';
import { aFinding, aRun } from '../store/store-suite.js';
import { policyText, startFixture, type Answer, type Fixture } from './fixture.js';

const now = Date.now();
let fixture: Fixture;
before(async () => {
  fixture = await startFixture();
  const store = await fixture.app.store();
  const findings = Array.from({ length: 30 }, (_, n) =>
    aFinding(n.toString(16).padStart(16, 'f'), {
      api: 'shop',
      operationId: n % 2 ? 'getOrder' : 'listProducts',
      severity: n < 3 ? 'critical' : 'low',
      ruleId: n < 20 ? 'bola-read' : 'verbose-error',
    }),
  );
  await store.findings.recordRun(aRun(findings, { kind: 'pentest' }), { apis: ['shop'] });
  const calls = Array.from({ length: 300 }, (_, n) => ({
    id: uuidv7(now - 60_000 + n),
    time: now - 60_000 + n,
    kind: 'access' as const,
    outcome: 'allowed' as const,
    severity: 'info' as const,
    api: 'shop',
    operationId: 'getOrder',
    principalId: n % 3 ? 'ann' : 'ben',
    client: '10.0.0.1',
    status: 200,
    exchangeId: uuidv7(now - 60_000 + n),
  }));
  await store.events.insert(calls);
});
after(() => fixture.close());

type Answered = Readonly<Record<string, never>> & { readonly [name: string]: unknown };
const items = ({ json }: Answer) => json['items'] as unknown as readonly Answered[];
const get = (target: string) => fixture.call('GET', target, { as: 'admin' });
const send = (method: string, target: string, body?: unknown) => fixture.call(method, target, { as: 'admin', body });

/** Every page of a list. */
async function all(target: string): Promise<readonly Answered[]> {
  const rows: Answered[] = [];
  for (let cursor = ''; ;) {
    const answer = await get(`${target}${target.includes('?') ? '&' : '?'}${cursor && `cursor=${cursor}`}`);
    assert.equal(answer.status, 200, answer.text);
    rows.push(...items(answer));
    const next = answer.json['next'] as unknown as string | null;
    if (next === null) return rows;
    cursor = next;
  }
}

describe('findings', () => {
  it('are read page by page, each once', async () => {
    const rows = await all('/findings?limit=7');
    assert.equal(new Set(rows.map(({ fingerprint }) => fingerprint)).size, 30);
    assert.deepEqual(
      rows.slice(0, 4).map(({ severity }) => severity),
      ['critical', 'critical', 'critical', 'low'],
    );
  });

  it('are grouped by cause', async () => {
    const rows = await all('/findings/groups?limit=2');
    assert.deepEqual(rows.map(({ rule, operation, count }) => `${rule} ${operation} ${count}`).toSorted(), [
      'bola-read getOrder 10',
      'bola-read listProducts 10',
      'verbose-error getOrder 5',
      'verbose-error listProducts 5',
    ]);
  });

  it('change with a reason, and what was is given to take it back', async () => {
    const [{ fingerprint } = {} as Answered] = items(await get('/findings?limit=1'));
    const target = `/findings/${String(fingerprint)}/status`;
    const set = await send('POST', target, { status: 'false-positive', reason: 'on purpose' });
    assert.equal(set.status, 200, set.text);
    assert.equal((set.json['row'] as unknown as Answered)['status'], 'false-positive');
    assert.match(String(set.json['cli']), /^portcullis findings set \w+ false-positive --reason 'on purpose'$/);
    const { fingerprint: _same, ...undo } = set.json['undo'] as unknown as Answered;
    const back = await send('POST', target, undo);
    assert.equal((back.json['row'] as unknown as Answered)['status'], 'open');
    const detail = await get(`/findings/${String(fingerprint)}`);
    const history = detail.json['history'] as unknown as readonly Answered[];
    assert.deepEqual(
      history.map(({ to }) => to),
      ['open', 'false-positive', 'open'],
    );
    assert.equal((history[1]!['triage'] as unknown as Answered)['by'], 'token:admin');
  });

  it('change together by a filter, and back again', async () => {
    const body = { filter: { rule: 'verbose-error' }, status: 'accepted', reason: 'later', expires: '2099-01-01' };
    const set = await send('POST', '/findings/status', body);
    assert.deepEqual([set.json['changed'], (await all('/findings?status=accepted')).length], [10, 10]);
    assert.equal((await send('POST', '/findings/undo', { undo: set.json['undo'] })).json['changed'], 10);
    assert.equal((await all('/findings?status=accepted')).length, 0);
    assert.equal((await send('POST', '/findings/undo', { undo: set.json['undo'] })).status, 404);
  });

  it('need a date where a risk is accepted', async () => {
    const answer = await send('POST', '/findings/status', {
      filter: { rule: 'verbose-error' },
      status: 'accepted',
      reason: 'x',
    });
    assert.equal(answer.status, 422);
    assert.match(String(answer.json['detail']), /only until a date/);
  });
});

describe('events', () => {
  it('are searched with the language of the command line, page by page', async () => {
    const rows = await all('/events?q=principal:ben&limit=40');
    assert.equal(rows.length, 100);
    const wrong = await get('/events?q=kind:acess');
    const [place] = wrong.json['errors'] as unknown as readonly Answered[];
    assert.deepEqual([wrong.status, wrong.json['code'], place?.['column']], [422, 'QUERY_INVALID', 6]);
    assert.match(String(wrong.json['hint']), /access/);
  });

  it('are counted by time and by value, and it says whether all were', async () => {
    const sums = await get('/events/histogram?q=kind:access&buckets=24');
    const counted = (sums.json['buckets'] as unknown as readonly { allowed: number }[]).reduce(
      (sum, { allowed }) => sum + allowed,
      0,
    );
    assert.deepEqual([counted, sums.json['exact']], [300, true]);
    const looked = await get('/events/histogram?q=principal:ann&buckets=24');
    assert.deepEqual([looked.json['looked'], looked.json['exact']], [200, true]);
    const facets = await get('/events/facets?q=kind:access&fields=principal,client');
    assert.deepEqual((facets.json['fields'] as unknown as Answered)['principal'], [
      { value: 'ann', count: 200 },
      { value: 'ben', count: 100 },
    ]);
  });

  it('come as they are stored, and leave nothing out in silence', async () => {
    const controller = new AbortController();
    const response = await fetch(`${fixture.served.url}/api/v1/events/tail?q=kind:denial`, {
      headers: { authorization: `Bearer ${fixture.tokens.viewer}` },
      signal: controller.signal,
    });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const reader = response.body!.getReader();
    await reader.read();
    const time = Date.now();
    const denials = Array.from({ length: 450 }, (_, n) => ({
      id: uuidv7(time + n),
      time: time + n,
      kind: 'denial' as const,
      outcome: 'denied' as const,
      severity: 'low' as const,
      detail: { text: '<script>alert(1)</script>' },
    }));
    await new Promise((resolve) => setTimeout(resolve, 400));
    await (await fixture.app.store()).events.insert(denials);
    let text = '';
    while (!/event: events[^]*\n\n/.test(text)) text += Buffer.from((await reader.read()).value!).toString();
    controller.abort();
    const { matched, shown, sampled } = JSON.parse(/^data: (\{"events".*\})$/m.exec(text)![1]!) as Record<
      string,
      number
    >;
    assert.deepEqual([matched, shown, sampled], [450, 150, 3]);
  });

  it('go out only with the audit log knowing', async () => {
    const answer = await fixture.call('GET', '/events/export?q=principal:ben&format=csv', { as: 'auditor' });
    assert.equal(answer.status, 200);
    assert.equal(answer.text.trim().split('\n').length, 101);
    const [entry] = await (await fixture.app.store()).audit.list({ kind: 'log_exported' });
    assert.deepEqual([entry?.actor, entry?.detail?.['query']], ['token:auditor', 'principal:ben']);
  });
});

describe('a client', () => {
  it('has a timeline, habits and blocks that end by themselves', async () => {
    const view = await get('/clients/principal/ann?limit=10');
    assert.deepEqual([view.json['counted'], items(view).length], [200, 10]);
    const body = { effect: 'throttle', minutes: 5, reason: 'too fast' };
    const made = await send('POST', '/clients/principal/ann/blocks', body);
    assert.equal(made.status, 201, made.text);
    const { detectionId, expiresAt, actor } = made.json['block'] as unknown as Answered;
    assert.equal(actor, 'principal:ann');
    assert.ok(Number(expiresAt) <= Date.now() + 300_000);
    const named = items(await get('/blocks')).map((block) => String(block['actor']));
    assert.ok(named.includes('principal:ann'));
    const undone = await send('POST', `/detections/${String(detectionId)}/undo`, { reason: 'fine' });
    assert.equal(undone.status, 200, undone.text);
    assert.deepEqual([items(await get('/blocks')).length, items(await get('/detections?state=open')).length], [0, 0]);
  });
});

describe('a block', () => {
  const body = { effect: 'block', minutes: 1, reason: 'too much' };

  it('of a person holds under the token that stands in events, too', async () => {
    const store = await fixture.app.store();
    await send('POST', '/clients/principal/jwt:1a2b:carol/blocks', body);
    const names = (await principalTokens(store))('jwt:1a2b:carol').map((name) => `principal:${name}`);
    const blocks = (await store.detections.activeBlocks()).map(({ actor }) => actor);
    assert.equal(names.length, 2);
    assert.deepEqual(
      names.filter((name) => !blocks.includes(name)),
      [],
    );
  });

  it('of an address is of its network where that is how the gateway counts', async () => {
    const actorOf = async (address: string) => {
      const { json } = await send('POST', `/clients/client/${encodeURIComponent(address)}/blocks`, body);
      return (json['block'] as unknown as Answered)['actor'];
    };
    assert.equal(await actorOf('10.0.0.1'), 'address:10.0.0.1');
    assert.match(String(await actorOf('2001:db8::7')), /^address:2001:db8:.*::\/64$/);
    assert.equal((await send('POST', '/clients/client/somewhere/blocks', body)).status, 422);
  });
});

describe('operations', () => {
  it('show traffic, protection and findings in one row', async () => {
    const [row, ...more] = items(await get('/operations?q=orders'));
    assert.equal(more.length, 0);
    const { id, requests24h, openFindings, worstSeverity, roles, state } = row!;
    assert.deepEqual(
      { id, requests24h, openFindings, worstSeverity, roles, state },
      {
        id: 'getOrder',
        requests24h: 300,
        openFindings: 15,
        worstSeverity: 'critical',
        roles: ['customer'],
        state: 'documented',
      },
    );
    const detail = await get('/operations/shop/getOrder');
    const settings = detail.json['settings'] as unknown as readonly {
      setting: string;
      place: { file: string; line: number };
    }[];
    const { place } = settings.find(({ setting }) => setting === 'roles')!;
    assert.deepEqual([place.file, place.line], ['portcullis.yaml', 7]);
    assert.equal((await get('/operations/shop/nothing')).status, 404);
  });

  it('are answered for by role', async () => {
    const body = { role: 'admin', api: 'shop', operation: 'getOrder' };
    const { json } = await send('POST', '/identities/access', body);
    assert.deepEqual([json['access'], json['because']], ['yes', 'the role is in customer']);
    const [first] = items(await get('/identities')).filter(({ operation }) => (operation as unknown) === 'getOrder');
    assert.deepEqual(first!['access'], { customer: 'yes', admin: 'yes' });
  });
});

describe('the policy', () => {
  const file = () => path.join(fixture.folder, 'portcullis.yaml');
  const limited = policyText.replace(
    'getOrder: { roles: [customer] }',
    'getOrder: { roles: [admin], rateLimits: [{ limit: 50, windowSeconds: 3600, per: principal }] }',
  );

  it('is checked with line and column, and never saved by that', async () => {
    const { json } = await send('POST', '/policy/check', { text: `${policyText}nonsense: 1\n` });
    const [error] = json['errors'] as unknown as readonly Answered[];
    assert.deepEqual(
      [json['valid'], error?.['file'], error?.['line'], error?.['column']],
      [false, 'portcullis.yaml', 9, 1],
    );
    assert.equal(fs.readFileSync(file(), 'utf8'), policyText);
  });

  it('says what would change, and what recorded calls it would have denied', async () => {
    const { json } = await send('POST', '/policy/diff', { text: limited });
    assert.match(String(json['policyDiff']), /^\+ {2}getOrder: \{ roles: \[admin\]/m);
    const changes = json['operations'] as unknown as readonly Answered[];
    assert.deepEqual(changes.map(({ setting }) => setting).toSorted(), ['rateLimits.0', 'roles']);
    const replay = (await send('POST', '/policy/dry-run', { text: limited })).json;
    assert.deepEqual([replay['requests'], replay['clients'], replay['wouldDeny']], [300, 2, 200]);
    const [largest] = replay['largestClients'] as unknown as readonly Answered[];
    assert.deepEqual([largest?.['client'], largest?.['wouldDeny']], ['ann', 150]);
    const [unjudged] = replay['notJudged'] as unknown as readonly Answered[];
    assert.deepEqual([unjudged?.['what'], unjudged?.['requests']], ['getOrder: roles', 300]);
  });

  it('is put in force, kept as a version, and gone back from', async () => {
    const { json } = await get('/policy');
    const base = json['textDigest'];
    const put = await send('PUT', '/policy', { text: limited, reason: 'a limit', base });
    assert.equal(put.status, 200, put.text);
    assert.equal(fs.readFileSync(file(), 'utf8'), limited);
    const late = await send('PUT', '/policy', { text: policyText, reason: 'mine', base });
    assert.deepEqual([late.status, late.json['code']], [409, 'CONFLICT']);
    const versions = await all('/policy/versions?limit=1');
    assert.deepEqual(
      versions.map(({ id, author }) => `${id} ${author}`),
      ['2 token:admin', '1 file'],
    );
    const back = await send('POST', '/policy/rollback', { version: 1, reason: 'too tight' });
    assert.equal(back.status, 200, back.text);
    assert.equal(fs.readFileSync(file(), 'utf8'), policyText);
  });

  it('is left as it is by one that does not compile', async () => {
    const { json } = await get('/policy');
    const put = await send('PUT', '/policy', { text: 'version: 7\n', reason: 'x', base: json['textDigest'] });
    assert.deepEqual([put.status, put.json['code']], [422, 'POLICY_INVALID']);
    assert.equal(fs.readFileSync(file(), 'utf8'), policyText);
  });

  it('is given with other thresholds of a detector, comments and all', async () => {
    const { json } = await send('POST', '/detectors/scraping/tuning', { thresholds: { calls: 500 }, enabled: true });
    assert.match(String(json['text']), /^apis: # one$/m);
    assert.match(String(json['text']), /^ {2}scraping: \{ calls: 500, enabled: true \}$/m);
    assert.equal((await send('POST', '/policy/check', { text: json['text'] })).json['valid'], true);
  });
});

describe('the audit log', () => {
  it('names who did it, and verifies', async () => {
    const made = await send('POST', '/keys', { name: 'ci', roles: ['customer'] });
    assert.equal(made.status, 201, made.text);
    const rows = await all('/audit-log?kind=key_created');
    assert.deepEqual(
      rows.map(({ actor }) => actor),
      ['token:admin'],
    );
    const { json } = await send('POST', '/audit-log/verify');
    assert.equal(json['verified'], true);
    assert.ok(!(await get('/keys')).text.includes(String(made.json['key'])));
  });
});
