import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RecordedExchange } from '../../src/core/http.js';
import type { Replay, ReplayStep, RunReplay } from '../../src/core/replay.js';
import { sendAttack, sendControl, type Sender } from '../../src/patching/proof-step.js';
import { step } from './fixture.js';

type Answers = Readonly<Record<string, { readonly status: number; readonly worked: boolean; readonly body?: string }>>;

const denial = JSON.stringify({ type: 'urn:portcullis:denial:object-not-owned' });

function exchangeOf({ request }: ReplayStep, status: number, body = '{}'): RecordedExchange {
  const headers = [
    ['content-type', body === denial ? 'application/problem+json' : 'application/json'],
    ['x-request-id', 'r1'],
  ] as const;
  return {
    actor: 'bob',
    request: { method: request.method, url: request.path, headers: [] },
    response: { status, headers, body },
    millis: 1,
  };
}

/** A target of fixed answers; a step without one could not be sent. `seenAlone`: verify holds without the attack too. */
function senderOf(answers: Answers, seenAlone = false): Sender {
  const run: RunReplay = async ({ steps }) => ({
    steps: steps.map((each) => {
      const answer = answers[each.id];
      const isAlone = each.role === 'verify' && !steps.some(({ role }) => role === 'attack');
      const worked = isAlone ? seenAlone : (answer?.worked ?? false);
      const exchanges = answer ? [exchangeOf(each, answer.status, answer.body)] : [];
      return { id: each.id, role: each.role, worked, exchanges, ...(worked ? {} : { failure: `${each.id} failed` }) };
    }),
  });
  return { run, direct: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' };
}

const replay: Replay = {
  steps: [
    step('setup', { id: 'make' }),
    step('control', { id: 'own' }),
    step('attack', { id: 'foreign' }),
    step('verify', { id: 'seen' }),
  ],
};
const plan = { name: 'attack', replay, via: 'through' } as const;
const made = { make: { status: 201, worked: true } };
const denied = { foreign: { status: 404, worked: false, body: denial } };

it('an attack that is answered and seen has worked', async () => {
  const answers = { ...made, foreign: { status: 200, worked: true }, seen: { status: 200, worked: true } };
  assert.equal((await sendAttack(plan, senderOf(answers))).step.outcome, 'worked');
});

it('a denial is told by its type, with its request id', async () => {
  const sent = await sendAttack(plan, senderOf({ ...made, ...denied, seen: { status: 200, worked: false } }));
  assert.equal(sent.step.outcome, 'denied');
  assert.deepEqual(sent.denials, [{ code: 'OBJECT_NOT_OWNED', requestId: 'r1', retryAfterSeconds: undefined }]);
});

it('the same answer sent directly is no denial of the gateway', async () => {
  const answers = { ...made, ...denied, seen: { status: 200, worked: false } };
  assert.equal((await sendAttack({ ...plan, via: 'direct' }, senderOf(answers))).step.outcome, 'failed');
});

it('a refusal of the upstream is no denial of the gateway', async () => {
  const answers = { ...made, foreign: { status: 404, worked: false }, seen: { status: 200, worked: false } };
  assert.equal((await sendAttack(plan, senderOf(answers))).step.outcome, 'failed');
});

it('a denial that came too late has not stopped the effect', async () => {
  const answers = { ...made, ...denied, seen: { status: 200, worked: true } };
  assert.equal((await sendAttack(plan, senderOf(answers))).step.outcome, 'worked');
});

it('what is seen without any attack is no effect of it', async () => {
  const answers = { ...made, ...denied, seen: { status: 200, worked: true } };
  assert.equal((await sendAttack(plan, senderOf(answers, true))).step.outcome, 'denied');
});

it('a failed setup says nothing about the attack', async () => {
  const sent = await sendAttack(plan, senderOf({ make: { status: 500, worked: false } }));
  assert.equal(sent.obstacle, 'make failed');
  assert.equal(sent.isUnsendable, false);
  assert.notEqual(sent.step.outcome, 'worked');
});

it('an attack that cannot be sent is told from one that failed', async () => {
  const sent = await sendAttack(plan, senderOf({ ...made, seen: { status: 200, worked: false } }));
  assert.equal(sent.isUnsendable, true);
});

it('an error to HEAD is a denial: it has no body', async () => {
  const head = { steps: [step('attack', { id: 'foreign', method: 'HEAD' })] };
  const sent = await sendAttack({ ...plan, replay: head }, senderOf({ foreign: { status: 404, worked: false } }));
  assert.equal(sent.step.outcome, 'denied');
});

it('a control works or does not, and progress hears of it', async () => {
  const heard: string[] = [];
  const sender = senderOf({ ...made, own: { status: 200, worked: true } });
  const sent = await sendControl(plan, { ...sender, onStep: ({ outcome }) => void heard.push(outcome) });
  assert.equal(sent.step.outcome, 'worked');
  assert.deepEqual(heard, ['worked']);
});

it("a denial of the gateway is none of the API's answers, whatever status the attack looks for", async () => {
  const alone: Replay = { steps: [step('attack', { id: 'foreign', expect: { status: [404] } })] };
  const sent = await sendAttack({ ...plan, replay: alone }, senderOf({ foreign: { ...denied.foreign, worked: true } }));
  assert.equal(sent.step.outcome, 'denied');
  const direct = { ...plan, replay: alone, via: 'direct' as const };
  assert.equal((await sendAttack(direct, senderOf({ foreign: { status: 404, worked: true } }))).step.outcome, 'worked');
});
