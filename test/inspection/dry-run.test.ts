import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import { DryRun, proposeExceptions } from '../../src/inspection/dry-run.js';

const now = new Date('2026-06-01T00:00:00Z');

function event(
  principalId: string | undefined,
  fields: Partial<SecurityEvent> = {},
  detail: object = {},
): SecurityEvent {
  return {
    id: '1',
    time: 0,
    kind: 'denial',
    outcome: 'denied',
    severity: 'medium',
    operationId: 'addNote',
    client: '192.0.2.1',
    code: 'INPUT_INJECTION',
    ...(principalId ? { principalId } : {}),
    ...fields,
    detail: { family: 'sqli', at: 'body:/items/3/note', score: 4, reason: 'a statement of SQL', ...detail },
  };
}

function run(events: readonly SecurityEvent[]): DryRun {
  const dryRun = new DryRun();
  for (const one of events) dryRun.add(one);
  return dryRun;
}

test('hits are counted by operation, place and family, with what each level denies of them', () => {
  const { places } = run([
    event('a'),
    event('b', {}, { at: 'body:/items/0/note', score: 5 }),
    event('b', { kind: 'would_deny' }, { at: 'body:/items/7/note', score: 3 }),
    event('c', { operationId: 'other' }),
  ]);
  assert.equal(places.length, 2);
  const { reasons, ...first } = places[0]!;
  assert.deepEqual(reasons, ['a statement of SQL']);
  assert.deepEqual(first, {
    operation: 'addNote',
    at: 'body:/items/*/note',
    family: 'sqli',
    seen: 3,
    denied: 2,
    excepted: 0,
    principals: 2,
    clients: 1,
    wouldDeny: { lenient: 1, standard: 2, strict: 3 },
  });
});

test('an exception is proposed where several principals hit the same place', () => {
  const { places } = run([event('a'), event('b'), event('c'), event('a', { operationId: 'login' })]);
  assert.deepEqual(proposeExceptions(places, { leastPrincipals: 3, now, level: 'standard' }), [
    {
      operation: 'addNote',
      at: 'body:/items/*/note',
      family: 'sqli',
      because: '3 principals sent this 3 times: a statement of SQL',
      expires: '2026-08-30',
    },
  ]);
});

test('callers without a credential propose nothing, and hidden names cannot be named', () => {
  const anonymous = run([event(undefined), event(undefined), event(undefined)]).places;
  assert.deepEqual(proposeExceptions(anonymous, { leastPrincipals: 1, now, level: 'standard' }), []);
  const hidden = run(['a', 'b', 'c'].map((who) => event(who, {}, { at: 'query:…' }))).places;
  assert.deepEqual(proposeExceptions(hidden, { leastPrincipals: 1, now, level: 'standard' }), []);
});

test('other events are left out', () => {
  assert.deepEqual(run([event('a', { code: 'BODY_INVALID' }), event('a', {}, { family: 'nonsense' })]).places, []);
});

const passed = (who: string, detail: object): SecurityEvent => {
  const { code: _, ...event_ } = event(who, { kind: 'access', outcome: 'allowed', severity: 'info' }, detail);
  return event_;
};

test('what passed is counted too, from the score that the kind of its field asks for', () => {
  const { places } = run([
    passed('a', { score: 4, deniedFrom: 5 }),
    passed('b', { score: 4 }),
    passed('c', { score: 3 }),
    passed('d', { score: 5, deniedFrom: 6 }),
  ]);
  assert.equal(places[0]!.denied, 0);
  assert.deepEqual(places[0]!.wouldDeny, { lenient: 0, standard: 1, strict: 2 });
});

test('what only a stricter level denies is proposed for that level alone', () => {
  const { places } = run(['a', 'b', 'c'].map((who) => passed(who, { score: 3 })));
  assert.deepEqual(proposeExceptions(places, { leastPrincipals: 3, now, level: 'standard' }), []);
  assert.equal(proposeExceptions(places, { leastPrincipals: 3, now, level: 'strict' }).length, 1);
});

test('an exception is used where it let something through, and unused elsewhere; used ones are not proposed again', () => {
  const at = 'body:/items/*/note';
  const seen = run(['a', 'b', 'c'].map((who) => passed(who, { exception: at })));
  const given = ['addNote', 'login'].map(
    (operation) => ({ operation, at, family: 'sqli', expires: '2026-07-01' }) as const,
  );
  assert.deepEqual(
    seen.unused(given).map(({ operation }) => operation),
    ['login'],
  );
  assert.equal(seen.places[0]!.excepted, 3);
  assert.deepEqual(proposeExceptions(seen.places, { leastPrincipals: 3, now, level: 'standard' }), []);
});
