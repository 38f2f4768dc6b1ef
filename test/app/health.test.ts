import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readinessOf, type ReadinessFacts, type WorkerHealth } from '../../src/app/health.js';

const now = Date.UTC(2026, 0, 1);
const day = 86_400_000;

const worker = (facts: Partial<WorkerHealth> = {}): WorkerHealth => ({
  digest: 'd',
  certificates: [],
  upstreams: [],
  lostEvents: 0,
  ...facts,
});

const certificate = (from: number, to: number) => [
  { address: '127.0.0.1:443', notBefore: now + from * day, notAfter: now + to * day },
];

function judged(facts: Partial<ReadinessFacts> = {}) {
  return readinessOf({
    draining: false,
    policyDigest: 'd',
    workers: { serving: 1, wanted: 1 },
    refused: undefined,
    health: [worker()],
    events: { backlogBytes: 0, waiting: false },
    unreached: [],
    losing: false,
    now,
    ...facts,
  });
}

describe('readiness', () => {
  it('is there when a worker serves', () => {
    const state = judged();
    assert.deepEqual([state.ready, state.reasons], [true, []]);
    assert.equal('refused' in state, false);
    assert.equal(judged({ refused: 'why' }).ready, true, 'the policy before is in force');
  });

  const missing: Record<string, readonly [facts: Partial<ReadinessFacts>, reason: RegExp]> = {
    'while it is draining': [{ draining: true }, /draining/],
    'without a worker': [{ workers: { serving: 0, wanted: 2 }, health: [] }, /no worker/],
    'with a certificate that has expired': [
      { health: [worker({ certificates: certificate(-90, -1) })] },
      /127\.0\.0\.1:443 has expired/,
    ],
    'with one that is not valid yet': [{ health: [worker({ certificates: certificate(1, 90) })] }, /not valid yet/],
    'while events are lost': [{ losing: true }, /events are lost/],
    'while workers serve different policies': [{ health: [worker(), worker({ digest: 'e' })] }, /different policies/],
  };
  for (const [when, [facts, reason]] of Object.entries(missing)) {
    it(`is not there ${when}`, () => {
      const state = judged(facts);
      assert.equal(state.ready, false);
      assert.match(state.reasons.join(), reason);
    });
  }

  it('tells of certificates that end soon, of events that wait and of servers that are down, and stays', () => {
    const down = { api: 'a', origin: 'http://x', up: false, pending: 2 };
    const state = judged({
      health: [
        worker({ certificates: certificate(-80, 10), upstreams: [down], lostEvents: 1 }),
        worker({ certificates: certificate(-80, 80), upstreams: [{ ...down, origin: 'http://y' }, down] }),
      ],
      events: { backlogBytes: 7, waiting: true },
    });
    assert.equal(state.ready, true);
    const [first] = state.certificates;
    assert.deepEqual(
      [first!.state, first!.secondsLeft, first!.notAfter],
      ['expires-soon', 864_000, '2026-01-11T00:00:00.000Z'],
    );
    assert.deepEqual(state.events, { backlogBytes: 7, waiting: true, lost: 1 });
    assert.deepEqual(
      state.upstreams.map(({ origin, up, pending }) => [origin, up, pending]),
      [
        ['http://x', false, 4],
        ['http://y', false, 2],
      ],
    );
  });

  it('calls a server well that is well for one worker', () => {
    const state = { api: 'a', origin: 'http://x', pending: 0 };
    const health = [worker({ upstreams: [{ ...state, up: false }] }), worker({ upstreams: [{ ...state, up: true }] })];
    assert.equal(judged({ health }).upstreams[0]!.up, true);
  });
});
