import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SecurityEvent } from '../../../src/core/events.js';
import { call, openContract, openPolicy, startGateway, startUpstream } from '../harness.js';

type Context = Parameters<typeof startUpstream>[0];

/** A gateway whose log fails since so many milliseconds; undefined: it works, or does not say. */
async function withLog(t: Context, policy = '') {
  const upstream = await startUpstream(t);
  const events: SecurityEvent[] = [];
  const sink = {
    failingForMillis: undefined as number | undefined,
    write: (event: SecurityEvent) => void events.push(event),
    batch: () => undefined,
  };
  const setup = { upstream, contract: openContract, policy: openPolicy + policy, options: { sink } };
  const { port } = await startGateway(t, setup);
  const statuses = async (...methods: string[]) => {
    const answers = await Promise.all(methods.map((method) => call(port, '/x', { method })));
    return answers.map(({ status }) => status);
  };
  return { sink, events, port, statuses, upstream };
}

describe('while the log cannot be written', () => {
  test('writes are not served, reads for a minute; when it is back all are', async (t) => {
    const { sink, statuses, upstream } = await withLog(t);
    assert.deepEqual(await statuses('GET', 'POST'), [200, 200]);
    sink.failingForMillis = 0;
    assert.deepEqual(await statuses('GET', 'DELETE', 'POST'), [200, 503, 503]);
    sink.failingForMillis = 59_999;
    assert.deepEqual(await statuses('GET', 'POST'), [200, 503]);
    sink.failingForMillis = 60_000;
    assert.deepEqual(await statuses('GET', 'DELETE', 'POST'), [503, 503, 503]);
    sink.failingForMillis = undefined;
    assert.deepEqual(await statuses('GET', 'POST'), [200, 200]);
    assert.equal(upstream.seen.length, 6);
  });

  test('the answer says when to come back, and the event which guard it was', async (t) => {
    const { sink, port, events } = await withLog(t);
    sink.failingForMillis = 1;
    const answer = await call(port, '/x', { method: 'POST' });
    assert.deepEqual(
      [answer.status, answer.json()['code'], answer.headers['retry-after']],
      [503, 'LOG_UNAVAILABLE', '5'],
    );
    assert.deepEqual([events[0]?.guard, events[0]?.code], ['event-log', 'LOG_UNAVAILABLE']);
  });

  test('`closed` serves nobody, `open` everybody', async (t) => {
    const closed = await withLog(t, 'eventLog: { onFailure: closed }\n');
    closed.sink.failingForMillis = 0;
    assert.deepEqual(await closed.statuses('GET', 'POST'), [503, 503]);
    const open = await withLog(t, 'eventLog: { onFailure: open }\n');
    open.sink.failingForMillis = 1e9;
    assert.deepEqual(await open.statuses('GET', 'POST'), [200, 200]);
  });
});

test('a log that does not say how it is counts as working', async (t) => {
  const upstream = await startUpstream(t);
  const { port } = await startGateway(t, { upstream, contract: openContract, policy: openPolicy });
  assert.equal((await call(port, '/x', { method: 'POST' })).status, 200);
});
