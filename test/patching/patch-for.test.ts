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
  const proposal = patchFor(findingOf('step-skippable'), modelOf(), { today });
  assert.match(proposal.kind === 'impossible' ? proposal.reason : '', /follow its remedy/);
});
