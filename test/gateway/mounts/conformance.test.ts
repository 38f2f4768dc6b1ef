import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { denialCodes, type DenialCode } from '../../../src/core/denials.js';
import { call, type Answer } from '../harness.js';
import { rows, type Row } from './conformance.js';
import {
  authorizerMount,
  expressMount,
  fastifyMount,
  honoMount,
  nodeMountServer,
  proxyMount,
  type Mounted,
} from './mounts.js';

type Verdict = readonly [status: number, code: string | undefined];

const expectedOf = ({ expected }: Row): Verdict =>
  typeof expected === 'number' ? [expected, undefined] : [denialCodes[expected].status, expected];

function verdictOf({ status, text }: Answer): Verdict {
  return [status, /"code":"([A-Z_]+)"/.exec(text)?.[1]];
}

/** Every row that came out otherwise, told at once. */
async function failuresOf(wanted: readonly Row[], send: (row: Row) => Promise<Verdict>): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const row of wanted) {
    const got = await send(row).catch((error: Error): Verdict => [0, error.message]);
    const expected = expectedOf(row);
    if (got[0] !== expected[0] || got[1] !== expected[1]) failures.push(`${row.name}: ${got} instead of ${expected}`);
  }
  return failures;
}

/** The tables must have passing rows and many kinds of denial, or agreeing would say little. */
it('the suite is wide enough to mean something', () => {
  const codes = new Set(rows.map(({ expected }) => expected).filter((expected) => typeof expected === 'string'));
  assert.ok(rows.length >= 200, `${rows.length} rows`);
  assert.ok(codes.size >= 16, [...codes].join());
  assert.ok(rows.filter(({ expected }) => typeof expected === 'number').length >= 50);
});

const servers: Readonly<Record<string, () => Promise<Mounted>>> = {
  'the reverse proxy': proxyMount,
  'node:http': nodeMountServer,
  'Express 5': expressMount,
  'Fastify 5': fastifyMount,
  Hono: honoMount,
};

for (const [name, start] of Object.entries(servers)) {
  describe(`the way in by ${name}`, () => {
    it('gives every exchange the same status and code', async (t) => {
      const mounted = await start();
      t.after(() => mounted.close());
      // @hono/node-server refuses a backslash by itself, so that there is no problem document.
      const judged = name === 'Hono' ? rows.filter(({ path }) => !path.includes('\\')) : rows;
      const failures = await failuresOf(judged, async (row) => verdictOf(await call(mounted.port, row.path, row)));
      assert.deepEqual(failures, []);
    });

    it('hands the app the body it judged, and the client an answer without what it may not see', async (t) => {
      const mounted = await start();
      t.after(() => mounted.close());
      const headers = { 'x-key': 'alice-key', 'content-type': 'application/json' };
      for (const framing of [{}, { 'transfer-encoding': 'chunked' }]) {
        const body = '{"item":"pear","count":1}';
        const made = await call(mounted.port, '/orders', { method: 'POST', headers: { ...headers, ...framing }, body });
        assert.equal(made.status, 200);
        assert.equal(mounted.bodies.at(-1), body);
      }
      const extra = await call(mounted.port, '/answers/extra');
      assert.deepEqual(extra.json(), { a: 1 });
      const broken = await call(mounted.port, '/answers/broken');
      assert.equal(broken.status, 500);
      assert.ok(!broken.text.includes('secret'));
      assert.equal(broken.headers['x-powered-by'], undefined);
      assert.match(String(broken.headers['x-request-id']), /^[\da-f-]{36}$/);
    });

    it('writes one event for every exchange', async (t) => {
      const mounted = await start();
      t.after(() => mounted.close());
      await call(mounted.port, '/open');
      await call(mounted.port, '/admin');
      await call(mounted.port, '/nowhere');
      assert.deepEqual(
        mounted.events.map(({ kind, code, operationId }) => [kind, code, operationId]),
        [
          ['access', undefined, 'GET /open'],
          ['denial', 'CREDENTIAL_MISSING', 'GET /admin'],
          ['denial', 'OPERATION_UNKNOWN', undefined],
        ],
      );
    });
  });
}

const headRows = rows
  .filter(({ needs }) => needs === 'head')
  .map((row): Row => (row.respelled ? { ...row, expected: 'PATH_AMBIGUOUS' } : row));

/** The same question in the two dialects. */
const questions = {
  nginx: ({ method, path }: Row) => ({ 'x-original-method': method, 'x-original-uri': path }),
  'forward auth': ({ method, path }: Row) => ({ 'x-forwarded-method': method, 'x-forwarded-uri': path }),
};

for (const [dialect, question] of Object.entries(questions)) {
  it(`the authorizer gives every head the same verdict in the dialect of ${dialect}`, async (t) => {
    const mounted = await authorizerMount();
    t.after(() => mounted.close());
    // A target of the longest length leaves no room for it in a field of a question.
    const asked = headRows.filter(({ path }) => path.length < 8000);
    const failures = await failuresOf(asked, async (row) => {
      const answer = await call(mounted.port, '/', { headers: { ...row.headers, ...question(row) } });
      const status = Number(answer.headers['x-portcullis-status']);
      if (dialect === 'forward auth') assert.equal(answer.status, status);
      else assert.equal(answer.status, status === 204 || status === 401 ? status : 403);
      const [expected] = expectedOf(row);
      const code = answer.headers['x-portcullis-code'] as DenialCode | undefined;
      return [status === 204 ? expected : status, code];
    });
    assert.deepEqual(failures, []);
  });
}
