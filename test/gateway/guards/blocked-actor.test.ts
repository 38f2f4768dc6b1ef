import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ActorBlocks, type BlockedActor } from '../../../src/gateway/actor-blocks.js';
import { call, openContract, startGateway, startUpstream } from '../harness.js';

async function start(t: TestContext, mode = 'enforce') {
  const upstream = await startUpstream(t);
  const blocks = new ActorBlocks();
  const policy = `defaults: { mode: ${mode}, rateLimits: [] }\n`;
  const { port, events, access } = await startGateway(t, {
    upstream,
    contract: openContract,
    policy,
    options: { blocks },
  });
  const get = (agent?: string) => call(port, '/x', agent === undefined ? {} : { headers: { 'user-agent': agent } });
  /** The name that events give to a caller. */
  const nameOf = async (agent: string): Promise<string> => {
    await get(agent);
    return `address:127.0.0.1 agent:${access.at(-1)!.agent}`;
  };
  return { blocks, events, get, nameOf };
}

const until = (actor: string, effect: BlockedActor['effect'] = 'block', seconds = 60): BlockedActor => ({
  actor,
  effect,
  expiresAt: Date.now() + seconds * 1000,
});

test('a blocked client is kept out and told when to come back; another one at the same address is not', async (t) => {
  const { blocks, get, nameOf, events } = await start(t);
  blocks.replace([until(await nameOf('bad'))]);
  const answer = await get('bad');
  assert.deepEqual([answer.status, answer.json()['code']], [403, 'ACTOR_BLOCKED']);
  const wait = Number(answer.headers['retry-after']);
  assert.ok(wait > 55 && wait <= 60, String(wait));
  assert.deepEqual([events[0]?.guard, events[0]?.code], ['blocked-actor', 'ACTOR_BLOCKED']);
  assert.equal((await get('good')).status, 200);
  assert.equal((await get()).status, 200, 'no user agent');
});

test('a block without a user agent is for everybody at the address who proved nothing', async (t) => {
  const { blocks, get } = await start(t);
  blocks.replace([until('address:127.0.0.1')]);
  assert.equal((await get('any')).status, 403);
});

test('a block that expired, was taken back, or names nobody, keeps nobody out', async (t) => {
  const { blocks, get, nameOf } = await start(t);
  const name = await nameOf('bad');
  blocks.replace([until(name, 'block', -1)]);
  assert.equal((await get('bad')).status, 200);
  blocks.replace([until(name)]);
  blocks.replace([]);
  assert.equal((await get('bad')).status, 200);
  blocks.replace([until('principal:undefined'), until('credential:undefined'), until('session:undefined')]);
  assert.equal((await get('bad')).status, 200);
});

test('a throttled client has ten calls a minute', async (t) => {
  const { blocks, get, nameOf } = await start(t);
  blocks.replace([until(await nameOf('eager'), 'throttle')]);
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) statuses.push((await get('eager')).status);
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429, 429]);
  assert.equal((await get('eager')).json()['code'], 'ACTOR_THROTTLED');
});

test('in monitor mode nobody is kept out, and the log says who would be', async (t) => {
  const { blocks, get, nameOf, events } = await start(t, 'monitor');
  blocks.replace([until(await nameOf('bad'))]);
  assert.equal((await get('bad')).status, 200);
  assert.deepEqual(
    events.map(({ kind, code }) => [kind, code]),
    [['would_deny', 'ACTOR_BLOCKED']],
  );
});
