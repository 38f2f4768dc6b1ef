import assert from 'node:assert/strict';
import { it } from 'node:test';
import { patchFor } from '../../src/patching/patch-for.js';
import { findingOf, modelOf, today } from './fixture.js';

const finding = findingOf('bfla-read', { facts: { expectedRoles: ['admin'] } });

it('names finding, operation, guard and the day it ends', () => {
  assert.deepEqual(patchFor(finding, modelOf(), { today, owner: 'ann' }), {
    kind: 'patch',
    patch: {
      id: 'patch-01234567',
      because: '0123456789abcdef',
      operation: 'getOrder',
      guard: 'roles',
      set: { roles: ['admin'] },
      expires: '2026-12-25',
      owner: 'ann',
    },
  });
});

it('ends when it is told to', () => {
  const proposal = patchFor(finding, modelOf(), { today, days: 7 });
  assert.equal(proposal.kind === 'patch' && proposal.patch.expires, '2026-12-02');
});

it('is frozen', () => {
  const proposal = patchFor(finding, modelOf(), { today });
  assert.ok(proposal.kind === 'patch' && Object.isFrozen(proposal.patch));
});

it('says why there is none for a kind that no gateway closes', () => {
  const proposal = patchFor(findingOf('nothing-of-the-kind'), modelOf(), { today });
  assert.match(proposal.kind === 'impossible' ? proposal.reason : '', /follow its remedy/);
});

it('closes one cause at every operation that the finding names, each with a patch of its own', () => {
  const everywhere = findingOf('cors-reflects-origin', {
    facts: { operations: ['getOrder', 'listOrders', 'nothing'] },
  });
  const proposal = patchFor(everywhere, modelOf(), { today });
  assert.ok(proposal.kind === 'patch');
  const all = [proposal.patch, ...(proposal.more ?? [])];
  assert.deepEqual(
    all.map(({ id, operation, because }) => [id, operation, because]),
    [
      ['patch-01234567', 'getOrder', '0123456789abcdef'],
      ['patch-01234567-2', 'listOrders', '0123456789abcdef'],
    ],
  );
  const patched = modelOf({ patches: all });
  assert.deepEqual(patched.operations.get('listOrders')!.policy.cors, { origins: [], credentials: false });
  assert.equal(patched.operations.get('getStats')!.policy.cors, undefined);
});

it('closes a cause that every body has at all operations that take one', () => {
  const depth = findingOf('json-depth-unlimited', { operationId: 'createOrder', facts: { depth: 4000 } });
  const proposal = patchFor(depth, modelOf({ mode: 'monitor' }), { today });
  assert.ok(proposal.kind === 'patch');
  const places = [proposal.patch, ...(proposal.more ?? [])].map(({ operation }) => operation);
  assert.deepEqual(places.toSorted(), ['createOrder', 'login', 'signup', 'updateOrder']);
});

it('leaves out the operations that are covered', () => {
  const sizes = findingOf('body-size-unlimited', { operationId: 'createOrder', facts: { acceptedBytes: 5_000_000 } });
  const model = modelOf({ operations: '  signup: { bodyLimitBytes: 8000000 }' });
  const proposal = patchFor(sizes, model, { today });
  assert.ok(proposal.kind === 'patch');
  assert.deepEqual([proposal.patch.operation, proposal.more], ['signup', undefined]);
});
