import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Replay } from '../../src/core/replay.js';
import {
  asAnonymous,
  attackOnly,
  changeAttack,
  changeEach,
  controlOnly,
  distinct,
  withoutAttack,
} from '../../src/patching/variant.js';
import { replayOf, step } from './fixture.js';

const replay: Replay = {
  steps: [
    step('setup', { id: 'make', capture: { order: '/id' } }),
    step('control', { id: 'own' }),
    step('attack', { id: 'foreign' }),
    step('verify', { id: 'seen' }),
    step('cleanup', { id: 'remove' }),
  ],
};
const ids = ({ steps }: Replay) => steps.map(({ id }) => id);

it('the parts of a replay keep setup and clean-up', () => {
  assert.deepEqual(ids(attackOnly(replay)), ['make', 'foreign', 'seen', 'remove']);
  assert.deepEqual(ids(controlOnly(replay)), ['make', 'own', 'remove']);
  assert.deepEqual(ids(withoutAttack(replay)), ['make', 'seen', 'remove']);
});

it('a control that the attack is compared with is sent directly before it', () => {
  const compared = {
    steps: [step('control', { id: 'own' }), step('attack', { id: 'foreign', expect: { sameAs: 'own' } })],
  };
  assert.deepEqual(
    attackOnly(compared).steps.map(({ id, role }) => [id, role]),
    [
      ['own', 'setup'],
      ['foreign', 'attack'],
    ],
  );
});

it('a control that captures what the attack uses stays as well', () => {
  const capturing = {
    steps: [
      step('control', { id: 'own', capture: { token: '/token' } }),
      step('attack', { id: 'foreign', path: '/orders/{{token}}' }),
    ],
  };
  assert.deepEqual(ids(attackOnly(capturing)), ['own', 'foreign']);
});

it('a change that touches nothing makes no variant', () => {
  assert.equal(
    changeAttack(replay, 'same', (request) => request),
    undefined,
  );
  assert.equal(
    changeAttack(replay, 'none', () => undefined),
    undefined,
  );
  assert.deepEqual(changeEach(replay, { same: (request) => request }), []);
});

it('a HEAD variant is judged by its status: it has no body', () => {
  const contains = replayOf({ expect: { status: '2xx', contains: ['secret'] } });
  const head = changeAttack(contains, 'head', (request) => ({ ...request, method: 'HEAD' }));
  assert.deepEqual(head!.replay.steps.at(-1)!.expect, { status: '2xx' });
});

it('an attack without credential has no variant without one', () => {
  const open = replayOf({ credential: { actor: 'anonymous' } });
  assert.deepEqual(distinct(open, asAnonymous(open)), []);
  assert.equal(distinct(replay, asAnonymous(replay)).length, 1);
});

it('of equal variants one is left', () => {
  const moved = changeEach(replay, { a: (r) => ({ ...r, path: '/x' }), b: (r) => ({ ...r, path: '/x' }) });
  assert.deepEqual(
    distinct(replay, moved).map(({ name }) => name),
    ['a'],
  );
});
