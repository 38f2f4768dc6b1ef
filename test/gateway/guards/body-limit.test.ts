import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContract, raw, startGateway, startUpstream, statusesIn } from '../harness.js';

const rows: readonly (readonly [length: number, statuses: readonly number[]])[] = [
  [5, [100, 200]],
  [6, [413]],
  [1_000_000_000, [413]],
];

test('a declared length above the limit is refused before the body is asked for, in every mode', async (t) => {
  const upstream = await startUpstream(t);
  for (const mode of ['enforce', 'monitor', 'off']) {
    const policy = `defaults: { mode: ${mode}, rateLimits: [], bodyLimitBytes: 5 }\n`;
    const { port } = await startGateway(t, { upstream, contract: openContract, policy });
    for (const [length, statuses] of rows) {
      const head = `POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
      const { text } = await raw(port, head + (length === 5 ? 'hello' : ''));
      assert.deepEqual(statusesIn(text), statuses, `${mode} ${length}`);
    }
  }
});

test('no body is no body that is too long', async (t) => {
  const upstream = await startUpstream(t);
  const policy = 'defaults: { mode: enforce, rateLimits: [], bodyLimitBytes: 1 }\n';
  const { port } = await startGateway(t, { upstream, contract: openContract, policy });
  assert.deepEqual(statusesIn((await raw(port, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n')).text), [200]);
});
