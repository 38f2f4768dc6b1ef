import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-contract-is-pinned.js';
import { sha256 } from '../../../src/core/ids.js';
import { PortcullisError } from '../../../src/core/errors.js';
import type { ApiModel } from '../../../src/model/types.js';
import { integrationDefaults } from '../../egress/start-egress.js';
import { aSubject, severityOf, someTools, states } from '../subject.js';

const text = Buffer.from('openapi: 3.1.0');
const tools = someTools({ read: () => text, contractOf: async () => ({}) as ApiModel });
const subject = (pin?: string) =>
  aSubject({ policy: { contract: { file: 'acme.yaml', ...(pin === undefined ? {} : { sha256: pin }) } } });

test('a contract is the pinned one, another one, or not pinned', async () => {
  assert.deepEqual(await states(probe, subject(sha256(text)), tools), ['well']);
  assert.equal(await severityOf(probe, subject('0'.repeat(64)), tools, 'changed'), 'high');
  assert.equal(await severityOf(probe, subject(), tools, 'not-pinned'), 'low');
});

test('a contract that is none is found at its place', async () => {
  const place = { file: 'acme.yaml', line: 3, column: 1 };
  const contractOf = async () => {
    throw new PortcullisError('CONTRACT_INVALID', 'This is no contract', { place });
  };
  const [seen] = await probe.look(subject(), { ...tools, contractOf });
  assert.deepEqual(seen?.state === 'finding' && [seen.key, seen.place], ['unreadable', place]);
});

test('a third party that is called without a contract is found, one that is not called has nothing to compare', async () => {
  const integrations = new Map([['pay', { ...integrationDefaults, hosts: [] }]]);
  assert.deepEqual(await states(probe, aSubject({ integrations }), tools), ['finding absent']);
  assert.deepEqual(await states(probe, aSubject(), tools), []);
});
