import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { memoryLimiter } from '../../../src/gateway/limiter.js';
import { Webhooks } from '../../../src/app/webhooks.js';
import { loadProject } from '../../../src/model/project.js';
import { writePolicy } from '../webhook-policy.js';
import { call, startGateway, startUpstream } from '../harness.js';

const now = Date.UTC(2026, 10, 25, 12);
const seconds = now / 1000;
const secret = 'a-secret-of-enough-characters';
const standardSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const contract = `paths:
  /hook:
    post:
      operationId: takeHook
      requestBody: { content: { application/json: { schema: {} } } }
      responses: { '200': { description: ok } }
`;

const sign = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Header fields of a sender, for a body and a time. */
const senders = {
  standard: (body: string, at: number, key: Buffer = Buffer.alloc(32, 7)) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,${sign(key, `msg_1.${at}.${body}`).toString('base64')}`,
  }),
  stripe: (body: string, at: number) => ({
    'stripe-signature': `t=${at},v1=${sign(secret, `${at}.${body}`).toString('hex')},v0=00`,
  }),
  github: (body: string) => ({ 'x-hub-signature-256': `sha256=${sign(secret, body).toString('hex')}` }),
  slack: (body: string, at: number) => ({
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${sign(secret, `v0:${at}:${body}`).toString('hex')}`,
  }),
};
type Scheme = keyof typeof senders;

async function setUp(t: TestContext, scheme: Scheme, more: { mode?: string; status?: () => number } = {}) {
  const upstream = await startUpstream(t, (_request, response) => response.writeHead(more.status?.() ?? 200).end('{}'));
  const policy = `defaults: { mode: ${more.mode ?? 'enforce'}, rateLimits: [] }
vendors: { Acme: { owner: ann, data: low, privilege: low, dependence: low } }
operations: { takeHook: { public: true, webhook: { scheme: ${scheme}, secret: ["\${env:NEW}", "\${env:HOOK}"], vendor: Acme } } }
`;
  const blocked = new Set<string>();
  const events: { kind: string; outcome: string; detail?: Readonly<Record<string, unknown>> }[] = [];
  const limiter = memoryLimiter({ now: () => performance.now(), wallClock: () => now });
  let hooks: Webhooks | undefined;
  const make = (project: Awaited<ReturnType<typeof loadProject>>): Webhooks =>
    new Webhooks(project, {
      sink: { write: (event) => void events.push(event), batch: () => undefined },
      secretOf: (text) =>
        text === '${env:HOOK}' ? (scheme === 'standard' ? standardSecret : secret) : `whsec_${'A'.repeat(44)}`,
      counters: limiter,
      proofs: undefined,
      isShared: () => false,
      isBlocked: (name) => blocked.has(name),
    });
  const clock = { now: () => now, monotonic: () => performance.now() };
  const webhooks = {
    keysOf: (one: Parameters<Webhooks['keysOf']>[0]) => hooks!.keysOf(one),
    isBlocked: (name: string) => hooks!.isBlocked(name),
    refused: (one: Parameters<Webhooks['refused']>[0]) => hooks!.refused(one),
    get replays() {
      return hooks!.replays;
    },
  };
  const { port, gateway } = await startGateway(t, { upstream, contract, policy, options: { clock, webhooks } });
  hooks = make(gateway.project);
  const send = (body: string | Buffer, headers: Record<string, string>) =>
    call(port, '/hook', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  return { send, events, blocked, upstream };
}

const body = '{"event":"paid"}';

for (const scheme of Object.keys(senders) as Scheme[]) {
  describe(`a webhook signed as ${scheme}`, () => {
    it('is taken once, and refused when it comes again', async (t) => {
      const { send, events } = await setUp(t, scheme);
      const headers = senders[scheme](body, seconds);
      assert.equal((await send(body, headers)).status, 200);
      const again = await send(body, headers);
      assert.deepEqual([again.status, again.json()['code']], [401, 'WEBHOOK_REFUSED']);
      assert.deepEqual(
        events.map(({ kind, outcome, detail }) => [kind, outcome, detail]),
        [['webhook_refused', 'denied', { vendor: 'Acme', reason: 'replay' }]],
      );
    });

    it('is refused when a byte of it is another one, and when it is not signed', async (t) => {
      const { send, events } = await setUp(t, scheme);
      const headers = senders[scheme](body, seconds);
      assert.equal((await send('{"event":"paid" }', headers)).status, 401);
      assert.equal((await send(body, {})).status, 401);
      assert.deepEqual(
        events.map(({ detail }) => detail?.['reason']),
        ['signature', 'unsigned'],
      );
      assert.equal((await send(body, headers)).status, 200, 'what was refused used nothing up');
    });

    it('may come again when it could not be taken', async (t) => {
      let status = 503;
      const { send } = await setUp(t, scheme, { status: () => status });
      const headers = senders[scheme](body, seconds);
      assert.equal((await send(body, headers)).status, 503);
      status = 200;
      assert.equal((await send(body, headers)).status, 200);
      assert.equal((await send(body, headers)).status, 401);
    });

    it('is refused while its third party is switched off', async (t) => {
      const { send, blocked } = await setUp(t, scheme);
      blocked.add('Acme');
      assert.equal((await send(body, senders[scheme](body, seconds))).status, 401);
      blocked.clear();
      assert.equal((await send(body, senders[scheme](body, seconds))).status, 200);
    });

    it('is let through in monitor mode, and told of', async (t) => {
      const { send, events } = await setUp(t, scheme, { mode: 'monitor' });
      assert.equal((await send(body, {})).status, 200);
      assert.equal(events[0]?.outcome, 'would-deny');
    });

    if (scheme === 'github') return;
    it('is in time within five minutes, and says by how much the clock is off', async (t) => {
      const { send } = await setUp(t, scheme);
      assert.equal((await send(body, senders[scheme](body, seconds - 300))).status, 200);
      assert.equal((await send(body, senders[scheme](body, seconds + 300))).status, 200);
      for (const off of [-360, 360]) {
        const late = await send(body, senders[scheme](body, seconds + off));
        assert.equal(late.status, 401);
        assert.match(late.text, /is 360 s off; 300 s are allowed/);
      }
    });
  });
}

describe('a webhook', () => {
  it('with a body that is encoded is refused: what was signed is another text', async (t) => {
    const { send, events } = await setUp(t, 'github');
    const headers = { ...senders.github(body), 'content-encoding': 'gzip' };
    assert.equal((await send(gzipSync(body), headers)).status, 401);
    assert.equal(events[0]?.detail?.['reason'], 'encoded');
  });

  it('is refused where there are no keys', async (t) => {
    const upstream = await startUpstream(t);
    const policy = `defaults: { mode: enforce }
operations: { takeHook: { public: true, webhook: { scheme: github, secret: "\${env:HOOK}" } } }
`;
    const { port } = await startGateway(t, { upstream, contract, policy });
    const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...senders.github(body) }, body };
    assert.equal((await call(port, '/hook', sent)).status, 401);
  });
});

describe('the policy of a webhook', () => {
  const settings: Record<string, [webhook: string, code: string]> = {
    'with a secret that is written down': ['{ scheme: github, secret: plain-text-secret }', 'POLICY_SECRET_INLINE'],
    'of a scheme that nobody knows': ['{ scheme: other, secret: "${env:HOOK}" }', 'POLICY_INVALID'],
    'of a third party that is not registered': [
      '{ scheme: github, secret: "${env:HOOK}", vendor: Acme }',
      'POLICY_UNKNOWN_NAME',
    ],
    'that takes older ones': ['{ scheme: stripe, secret: "${env:HOOK}", toleranceSeconds: 301 }', 'POLICY_INVALID'],
  };
  for (const [name, [webhook, code]] of Object.entries(settings)) {
    it(`${name} is refused`, async (t) => {
      await assert.rejects(loadProject({ policyFile: writePolicy(t, contract, webhook) }), { code });
    });
  }

  it('with too short a secret keeps the gateway from starting', async (t) => {
    const webhook = '{ scheme: github, secret: "${env:HOOK}" }';
    const project = await loadProject({ policyFile: writePolicy(t, contract, webhook) });
    const parts = {
      sink: { write: () => undefined, batch: () => undefined },
      secretOf: () => 'short',
      counters: memoryLimiter({ now: () => 0, wallClock: () => 0 }),
      proofs: undefined,
      isShared: () => false,
      isBlocked: () => false,
    };
    assert.throws(() => new Webhooks(project, parts), { code: 'POLICY_INVALID' });
  });
});
