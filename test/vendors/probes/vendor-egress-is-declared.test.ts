import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-egress-is-declared.js';
import { integrationDefaults } from '../../egress/start-egress.js';
import { aSubject, someTools, states } from '../subject.js';

test('an integration that passes on anything is found', async () => {
  const one = { ...integrationDefaults, hosts: [] };
  const integrations = new Map([
    ['open', { ...one, send: 'any' as const }],
    ['narrow', { ...one, send: ['amount'] }],
  ]);
  assert.deepEqual(await states(probe, aSubject({ integrations }), someTools()), ['finding open', 'well']);
});
