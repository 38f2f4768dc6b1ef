import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import type { PolicyPatch } from '../../src/core/finding.js';
import { deniedPercent, PatchDryRun } from '../../src/patching/dry-run.js';

const now = Date.parse('2026-11-25T12:00:00Z');
const patchWith = (guard: string, set: PolicyPatch['set']): PolicyPatch => ({
  id: 'patch-1',
  because: '0123456789abcdef',
  operation: 'getOrder',
  guard,
  set,
  expires: '2026-12-25',
});
const call = (more: Partial<SecurityEvent> = {}, secondsAgo = 0): SecurityEvent => ({
  id: `e${secondsAgo}`,
  time: now - secondsAgo * 1000,
  kind: 'access',
  outcome: 'allowed',
  severity: 'info',
  operationId: 'getOrder',
  principalId: 'ann',
  status: 200,
  ...more,
});

function dryRun(patch: PolicyPatch, events: readonly SecurityEvent[], suspects: readonly string[] = []) {
  const run = new PatchDryRun([patch], { isSuspect: ({ principalId }) => suspects.includes(principalId ?? '') });
  for (const event of events) run.add(event);
  return run.result();
}

it('counts callers without a credential where one is demanded', () => {
  const { principalId: _, ...anonymous } = call({ client: '127.0.0.9' }, 1);
  const result = dryRun(patchWith('authenticate', { authentication: 'required' }), [call(), anonymous]);
  assert.deepEqual([result.calls, result.denied, result.unjudged], [2, 1, 0]);
  assert.deepEqual(result.largest, [{ client: '127.0.0.9', operation: 'getOrder', denied: 1 }]);
});

it('counts bodies beyond the limit, undeclared parameters, and every call of what has ended', () => {
  const limited = dryRun(patchWith('body-limit', { bodyLimitBytes: 10 }), [
    call({ bytesIn: 10 }),
    call({ bytesIn: 11 }, 1),
  ]);
  assert.equal(limited.denied, 1);
  const named = dryRun(patchWith('parameters', { unknownParameters: 'deny' }), [
    call(),
    call({ signals: 'param:abc' }, 1),
  ]);
  assert.equal(named.denied, 1);
  assert.equal(dryRun(patchWith('sunset', { sunset: '2000-01-01' }), [call(), call({}, 1)]).denied, 2);
});

it('counts calls beyond a limit of each caller', () => {
  const patch = patchWith('rate-limit', { rateLimits: [{ limit: 2, windowSeconds: 60, per: 'principal' }] });
  const burst = [0, 1, 2, 3].map((seconds) => call({}, seconds));
  assert.equal(dryRun(patch, burst).denied, 2);
  assert.equal(dryRun(patch, [...burst.slice(0, 2), call({ principalId: 'ben' }, 2), call({}, 100)]).denied, 0);
});

it('counts only the statuses that the limit counts, and says where nobody can be told apart', () => {
  const per = { limit: 1, windowSeconds: 60, countStatuses: [401] };
  const byAccount = patchWith('rate-limit', { rateLimits: [{ ...per, per: { body: '/email' } }] });
  const failed = (account: string | undefined, seconds: number) =>
    call({ status: 401, ...(account !== undefined && { account }) }, seconds);
  const result = dryRun(byAccount, [failed('x', 0), failed('x', 1), failed(undefined, 2), call({}, 3)]);
  assert.deepEqual([result.calls, result.denied, result.unjudged], [4, 1, 1]);
});

it('believes what the guard itself would have denied while it only watched', () => {
  const watched: SecurityEvent = {
    ...call({ kind: 'would_deny', outcome: 'would-deny', guard: 'body', exchangeId: 'e5' }),
    id: 'w5',
  };
  const result = dryRun(patchWith('body', {}), [watched, call({}, 5), call({}, 6)]);
  assert.deepEqual([result.denied, result.unjudged], [1, 1]);
});

it('leaves out clients that a detection is open about, pentests, and other operations', () => {
  const events = [
    call(),
    call({ principalId: 'eve' }, 1),
    call({ signals: 'run:1' }, 2),
    call({ operationId: 'login' }, 3),
  ];
  const result = dryRun(patchWith('sunset', { sunset: '2000-01-01' }), events, ['eve']);
  assert.deepEqual([result.calls, result.denied, result.suspicious], [1, 1, 1]);
});

it('lists the ten largest of those who would have been denied', () => {
  const events = Array.from({ length: 12 }, (_, i) => i + 1).flatMap((count) =>
    Array.from({ length: count }, (__, i) => call({ principalId: `p${count}` }, 100 * count + i)),
  );
  const { largest } = dryRun(patchWith('sunset', { sunset: '2000-01-01' }), events);
  assert.deepEqual(
    [largest.length, largest[0], largest[9]?.denied],
    [10, { client: 'p12', operation: 'getOrder', denied: 12 }, 3],
  );
});

it('denies no call where only answers are changed, and says what cannot be judged', () => {
  assert.deepEqual(
    ['response-filter', 'roles'].map((guard) => {
      const { denied, unjudged } = dryRun(patchWith(guard, {}), [call()]);
      return [denied, unjudged];
    }),
    [
      [0, 0],
      [0, 1],
    ],
  );
  assert.deepEqual([deniedPercent({ calls: 0, denied: 0 }), deniedPercent({ calls: 1000, denied: 1 })], [0, 0.1]);
});
