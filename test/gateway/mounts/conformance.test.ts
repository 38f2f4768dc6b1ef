import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { call } from '../harness.js';
import { rows } from './conformance.js';
import { expressMount, fastifyMount, honoMount, nodeMountServer, proxyMount, type Mounted } from './mounts.js';
import { nestMount } from './nest.js';
import { failuresAt, unseenBy, ways } from './ways.js';

/** The tables must have passing rows and many kinds of denial, or agreeing would say little. */
it('the suite is wide enough to mean something', (t) => {
  const codes = new Set(rows.map(({ expected }) => expected).filter((expected) => typeof expected === 'string'));
  assert.ok(rows.length >= 300, `${rows.length} rows`);
  const texts = rows.map((row) => JSON.stringify(row));
  assert.deepEqual(
    texts.filter((text, i) => texts.indexOf(text) !== i),
    [],
    'no exchange is there twice',
  );
  assert.ok(codes.size >= 20, [...codes].join());
  assert.ok(rows.filter(({ expected }) => typeof expected === 'number').length >= 90);
  for (const way of ways) for (const { because } of way.differences) assert.ok(because.length > 20);
  t.diagnostic(
    `${rows.length} exchanges x ${ways.length} ways in = ${rows.length * ways.length}, ${codes.size} kinds of denial`,
  );
});

describe('every exchange has the verdict that the suite states for the way in', () => {
  for (const way of ways) {
    it(way.name, async (t) => {
      t.diagnostic(`${way.name}: ${rows.length} exchanges, ${unseenBy(way, rows)} denials out of its sight`);
      assert.deepEqual(await failuresAt(way, rows), []);
    });
  }
});

const servers: Readonly<Record<string, () => Promise<Mounted>>> = {
  'the reverse proxy': proxyMount,
  'node:http': nodeMountServer,
  'Express 5': expressMount,
  'NestJS 11': nestMount,
  'Fastify 5': fastifyMount,
  Hono: honoMount,
};

for (const [name, start] of Object.entries(servers)) {
  describe(`the way in by ${name}`, () => {
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
