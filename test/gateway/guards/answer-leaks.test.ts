import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import zlib from 'node:zlib';
import { call, openPolicy, startGateway, startUpstream, type Behaviour } from '../harness.js';

const contract = `paths:
  /report:
    get:
      operationId: getReport
      responses: { '200': { description: ok } }
`;
const trace = 'Error: no\n    at load (/srv/app/lib/db.js:12:7)\n    at run (/srv/app/index.js:3:1)';
const card = '4539578763621486';
const token = `ghp_${'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY2zA4'}`;

function answering(body: string, type = 'application/json', extra: Record<string, string> = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': type, ...extra });
    response.end(body);
  };
}

function withAnswers(settings: string): string {
  return openPolicy.replace('rateLimits: []', `rateLimits: [], inspection: { answers: ${settings} }`);
}

describe('by default a leak is reported and the answer goes out as it is', () => {
  const rows: readonly (readonly [name: string, body: string, type: string, what: RegExp])[] = [
    ['stack trace in JSON', JSON.stringify({ error: trace }), 'application/json', /stack trace of Node/],
    ['error of a database', JSON.stringify({ error: 'near "x": syntax error' }), 'application/json', /SQLite/],
    ['a credential', JSON.stringify({ note: token }), 'application/json', /GitHub token/],
    ['a card number', JSON.stringify({ paidWith: card }), 'application/json', /card number/],
    ['a listing', '<title>Index of /backup</title>', 'text/html', /directory listing/],
  ];
  for (const [name, body, type, what] of rows) {
    it(name, async (t) => {
      const upstream = await startUpstream(t, answering(body, type));
      const { port, events } = await startGateway(t, { upstream, contract, policy: openPolicy });
      assert.equal((await call(port, '/report')).text, body);
      assert.equal(events[0]?.kind, 'would_deny');
      assert.match(String(events[0]?.detail?.['reason']), what);
      assert.doesNotMatch(JSON.stringify(events), new RegExp(`${card}|${token}|/srv/app`));
    });
  }
});

test('withheld where the policy says so', async (t) => {
  const upstream = await startUpstream(t, answering(JSON.stringify({ error: trace })));
  const { port } = await startGateway(t, { upstream, contract, policy: withAnswers('{ trace: deny }') });
  const answer = await call(port, '/report');
  assert.equal(answer.status, 502);
  assert.doesNotMatch(answer.text, /srv/);
});

test('masked where the policy says so: the place alone, and the rest of the answer stays', async (t) => {
  const body = JSON.stringify({ id: 7, note: `paid with ${card}, thanks`, error: trace, tags: ['a'] });
  const upstream = await startUpstream(t, answering(body));
  const { port } = await startGateway(t, {
    upstream,
    contract,
    policy: withAnswers('{ personal: mask, trace: mask }'),
  });
  assert.deepEqual((await call(port, '/report')).json(), {
    id: 7,
    note: 'paid with [redacted], thanks',
    error: '[redacted]',
    tags: ['a'],
  });
});

test('numbers without a checksum, look-alikes and ordinary texts are no leaks', async (t) => {
  const harmless = {
    order: '4539578763621487',
    phone: '+49 30 1234567',
    id: '018f2c5e-7b3a-7c4d-8e9f-0a1b2c3d4e5f',
    hash: 'a'.repeat(40),
    text: 'The error is at line 3 in file.js; see Index of terms',
    sample: 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  };
  const upstream = await startUpstream(t, answering(JSON.stringify(harmless)));
  const { port, events } = await startGateway(t, { upstream, contract, policy: openPolicy });
  assert.equal((await call(port, '/report')).status, 200);
  assert.deepEqual(events, []);
});

test('watching changes nothing of the exchange: encodings, conditions and ranges reach the upstream', async (t) => {
  const upstream = await startUpstream(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(zlib.gzipSync('{"a":1}'));
  });
  const { port, events } = await startGateway(t, { upstream, contract, policy: openPolicy });
  const headers = { 'accept-encoding': 'gzip', 'if-none-match': '"x"' };
  const answer = await call(port, '/report', { headers });
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.equal(upstream.seen[0]?.headers['accept-encoding'], 'gzip');
  assert.equal(upstream.seen[0]?.headers['if-none-match'], '"x"');
  assert.deepEqual(events, []);
});

test('off looks at nothing', async (t) => {
  const upstream = await startUpstream(t, answering(JSON.stringify({ error: trace })));
  const off = '{ trace: off, sql-error: off, secret: off, listing: off, personal: off }';
  const { port, events } = await startGateway(t, { upstream, contract, policy: withAnswers(off) });
  assert.equal((await call(port, '/report')).status, 200);
  assert.deepEqual(events, []);
});
