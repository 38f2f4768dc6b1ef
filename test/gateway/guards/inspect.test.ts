import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import zlib from 'node:zlib';
import { call, openPolicy, startGateway, startUpstream, type CallOptions } from '../harness.js';

const contract = `paths:
  /notes/{noteId}:
    get:
      operationId: getNote
      parameters:
        - { name: noteId, in: path, required: true, schema: { type: string } }
        - { name: q, in: query, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
        - { name: day, in: query, schema: { type: string, format: date } }
        - { name: x-tag, in: header, schema: { type: string } }
      responses: { '200': { description: ok } }
  /graphql:
    post:
      operationId: graph
      requestBody:
        content:
          application/json:
            schema: { type: object, properties: { query: { type: string }, variables: { type: object } } }
      responses: { '200': { description: ok } }
  /notes:
    post:
      operationId: createNote
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Note' } }
          application/x-www-form-urlencoded: { schema: { type: object } }
          multipart/form-data: { schema: { type: object } }
          application/xml: { schema: { type: object } }
          text/plain: { schema: { type: string } }
      responses: { '200': { description: ok } }
components:
  schemas:
    Note:
      type: object
      properties:
        name: { type: string }
        comment: { type: string }
        source: { type: string, x-portcullis-kind: code }
        page: { type: string, x-portcullis-kind: html }
        secret: { type: string }
        count: { type: integer }
        items: { type: array, items: { type: object, properties: { note: { type: string } } } }
`;
const sql = "x' or 'a'='a";
const script = '<script>alert(1)</script>';
const json = { 'content-type': 'application/json' };

function post(body: unknown, type = 'application/json'): CallOptions {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return { method: 'POST', headers: { 'content-type': type }, body: text };
}

const boundary = 'multipart/form-data; boundary=b';
function part(head: string, content: string): string {
  return `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n--b--\r\n`;
}

function packed(encoding: string, pack: (text: string) => Buffer): CallOptions {
  const headers = { ...json, 'content-encoding': encoding };
  return { method: 'POST', headers, body: pack(JSON.stringify({ name: sql })) };
}

/** Where the attack stands, and how the event names the place. */
const places: readonly (readonly [name: string, path: string, options: CallOptions, at: string])[] = [
  ['path parameter', `/notes/${encodeURIComponent(sql)}`, {}, 'path:noteId'],
  ['query value', `/notes/1?q=${encodeURIComponent(sql)}`, {}, 'query:q'],
  ['undeclared query value', `/notes/1?other=${encodeURIComponent(sql)}`, {}, 'query:…'],
  ['query name', `/notes/1?${encodeURIComponent('a[$ne]')}=1`, {}, 'query:a[$ne]'],
  ['declared header', '/notes/1', { headers: { 'x-tag': sql } }, 'header:x-tag'],
  ['user agent', '/notes/1', { headers: { 'user-agent': '() { :;}; /bin/cat /etc/passwd' } }, 'header:user-agent'],
  ['cookie', '/notes/1', { headers: { cookie: `theme=${encodeURIComponent(sql)}` } }, 'cookie:…'],
  ['JSON value', '/notes', post({ name: sql }), 'body:/name'],
  ['JSON value deep inside', '/notes', post({ items: [{ note: 'a' }, { note: script }] }), 'body:/items/1/note'],
  ['JSON key', '/notes', post({ $where: 'a' }), 'body:/$where'],
  ['JSON in a string', '/notes', post({ name: JSON.stringify({ a: { $gt: '' } }) }), 'body:/name'],
  ['form field', '/notes', post(`name=${encodeURIComponent(sql)}`, 'application/x-www-form-urlencoded'), 'body:/name'],
  ['multipart field', '/notes', post(part('name="name"', script), boundary), 'body:/name'],
  [
    'multipart file name',
    '/notes',
    post(part('name="file"; filename="shell.php.jpg"', 'GIF89a'), boundary),
    'body:/file',
  ],
  ['text body', '/notes', post(`1; drop table notes --`, 'text/plain'), 'body:'],
  ['XML text', '/notes', post(`<note><name>${sql}</name></note>`, 'application/xml'), 'body:/note/name'],
  ['XML attribute', '/notes', post(`<note by="1 union select 1,2"/>`, 'application/xml'), 'body:/note/@by'],
  ['multipart field name', '/notes', post(part('name="a[$ne]"', 'b'), boundary), 'body:/a[$ne]'],
  ['deflate body', '/notes', packed('deflate', zlib.deflateSync), 'body:/name'],
  ['brotli body', '/notes', packed('br', zlib.brotliCompressSync), 'body:/name'],
  ['literal of GraphQL', '/graphql', post({ query: `{ notes(name: "${sql}") { id } }` }), 'body:/query/name'],
  [
    'variable of GraphQL',
    '/graphql',
    post({ query: 'query($n: String) { notes(name: $n) { id } }', variables: { n: sql } }),
    'body:/variables/…',
  ],
  [
    'gzip body',
    '/notes',
    {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: zlib.gzipSync(JSON.stringify({ name: sql })),
    },
    'body:/name',
  ],
];

test('an attack is denied wherever it stands, and the event says where and why', async (t) => {
  const upstream = await startUpstream(t);
  const { port, events } = await startGateway(t, { upstream, contract, policy: openPolicy });
  for (const [name, path, options, at] of places) {
    const answer = await call(port, path, options);
    assert.equal(answer.status, 403, name);
    assert.equal(answer.json()['type'], 'urn:portcullis:denial:input-injection', name);
    const event = events.at(-1)!;
    assert.equal(event.code, 'INPUT_INJECTION', name);
    assert.equal(event.detail?.['at'], at, name);
    assert.equal(typeof event.detail?.['family'], 'string', name);
    assert.equal(typeof event.detail?.['reason'], 'string', name);
  }
  assert.equal(upstream.seen.length, 0);
});

test('the answer tells the caller neither the place nor the family', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
  const { text } = await call(port, `/notes/1?q=${encodeURIComponent(sql)}`);
  assert.doesNotMatch(text, /sqli|query|union|literal/i);
});

describe('the declared kind decides', () => {
  const rows: readonly (readonly [name: string, body: unknown, status: number])[] = [
    ['SQL in a name', { name: '1 union select 1,2' }, 403],
    ['a quote in a name', { name: "O'Brien" }, 200],
    ['SQL where code is declared', { source: '1 union select 1,2' }, 200],
    ['formatting where HTML is declared', { page: '<b>now</b> and <p>then</p>' }, 200],
    ['a script where HTML is declared', { page: script }, 403],
    ['a question about SQL in a text', { comment: 'How do I escape a quote in select * from t?' }, 200],
    ['an injection in a text', { comment: "x' union select password from users --" }, 403],
  ];
  for (const [name, body, status] of rows) {
    it(name, async (t) => {
      const upstream = await startUpstream(t);
      const { port } = await startGateway(t, { upstream, contract, policy: openPolicy });
      assert.equal((await call(port, '/notes', post(body))).status, status);
    });
  }
});

/** The base policy with settings of the inspection. */
function withInspection(settings: string): string {
  return openPolicy.replace('rateLimits: []', `rateLimits: [], inspection: ${settings}`);
}

describe('the policy decides', () => {
  const rows: readonly (readonly [name: string, settings: string, status: number])[] = [
    ['off', '{ mode: off }', 200],
    ['monitor', '{ mode: monitor }', 200],
    ['one family off', '{ families: { sqli: off } }', 200],
    ['another family off', '{ families: { xss: off } }', 403],
    ['an exception at the place', exception('query:q', 'sqli', '2026-12-01'), 200],
    ['an exception at another place', exception('query:other', 'sqli', '2026-12-01'), 403],
    ['an exception of another family', exception('query:q', 'xss', '2026-12-01'), 403],
    ['an exception that ended', exception('query:q', 'sqli', '2026-01-01'), 403],
  ];
  function exception(at: string, family: string, expires: string): string {
    return `{ exceptions: [{ at: '${at}', family: ${family}, because: people write it, owner: me, expires: '${expires}' }] }`;
  }
  for (const [name, settings, status] of rows) {
    it(name, async (t) => {
      const upstream = await startUpstream(t);
      const clock = { now: () => Date.parse('2026-11-25'), monotonic: () => performance.now() };
      const setup = { upstream, contract, policy: withInspection(settings), options: { clock } };
      const { port } = await startGateway(t, setup);
      assert.equal((await call(port, `/notes/1?q=${encodeURIComponent(sql)}`)).status, status);
    });
  }

  it('monitor says what it would have denied', async (t) => {
    const upstream = await startUpstream(t);
    const { port, events } = await startGateway(t, {
      upstream,
      contract,
      policy: withInspection('{ mode: monitor }'),
    });
    await call(port, `/notes/1?q=${encodeURIComponent(sql)}`);
    assert.deepEqual(
      events.map(({ kind, code, guard }) => ({ kind, code, guard })),
      [{ kind: 'would_deny', code: 'INPUT_INJECTION', guard: 'inspect' }],
    );
  });
});

test('more texts than can be looked at are denied, or let through where the policy says so', async (t) => {
  const upstream = await startUpstream(t);
  const many = post({ items: Array.from({ length: 5_100 }, () => ({ note: "it's" })) });
  const strict = await startGateway(t, { upstream, contract, policy: openPolicy });
  assert.equal((await call(strict.port, '/notes', many)).status, 403);
  const lenient = await startGateway(t, { upstream, contract, policy: withInspection('{ onBudget: log }') });
  assert.equal((await call(lenient.port, '/notes', many)).status, 200);
});

test('secrets never reach the event', async (t) => {
  const upstream = await startUpstream(t);
  const { port, events } = await startGateway(t, { upstream, contract, policy: openPolicy });
  const body = { name: `password=hunter2hunter2 ${sql}` };
  assert.equal((await call(port, '/notes', post(body))).status, 403);
  assert.doesNotMatch(JSON.stringify(events), /hunter2/);
});

test('what an exception lets through is written down with the exception, and what a kind lets pass with its score', async (t) => {
  const upstream = await startUpstream(t);
  const settings = `{ exceptions: [{ at: 'query:q', family: sqli, because: people write it, owner: me, expires: '2026-12-01' }] }`;
  const clock = { now: () => Date.parse('2026-11-25'), monotonic: () => performance.now() };
  const { port, access } = await startGateway(t, {
    upstream,
    contract,
    policy: withInspection(settings),
    options: { clock },
  });
  assert.equal((await call(port, `/notes/1?q=${encodeURIComponent(sql)}`)).status, 200);
  const { kind, detail } = access[0]!;
  assert.equal(kind, 'access');
  assert.equal(detail?.['family'], 'sqli');
  assert.equal(detail?.['exception'], 'query:q');
  assert.equal('excerpt' in detail!, false);
  assert.equal((await call(port, '/notes', post({ comment: 'select id, name from notes where id = 1' }))).status, 200);
  assert.equal(access[1]!.detail?.['deniedFrom'], 5);
});
