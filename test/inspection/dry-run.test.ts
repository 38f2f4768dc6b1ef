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
    principals: 2,
    clients: 1,
    wouldDeny: { lenient: 1, standard: 2, strict: 3 },
  });
});

test('an exception is proposed where several principals hit the same place', () => {
  const { places } = run([event('a'), event('b'), event('c'), event('a', { operationId: 'login' })]);
  assert.deepEqual(proposeExceptions(places, { leastPrincipals: 3, now }), [
    { operation: 'addNote', at: 'body:/items/*/note', family: 'sqli', expires: '2026-08-30' },
  ]);
});

test('callers without a credential propose nothing, and hidden names cannot be named', () => {
  const anonymous = run([event(undefined), event(undefined), event(undefined)]).places;
  assert.deepEqual(proposeExceptions(anonymous, { leastPrincipals: 1, now }), []);
  const hidden = run(['a', 'b', 'c'].map((who) => event(who, {}, { at: 'query:…' }))).places;
  assert.deepEqual(proposeExceptions(hidden, { leastPrincipals: 1, now }), []);
});

test('other events are left out', () => {
  assert.deepEqual(run([event('a', { code: 'BODY_INVALID' }), event('a', {}, { family: 'nonsense' })]).places, []);
});
