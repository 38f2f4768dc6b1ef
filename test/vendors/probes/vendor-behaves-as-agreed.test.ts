import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-behaves-as-agreed.js';
import { integrationDefaults } from '../../egress/start-egress.js';
import { aSubject, someTools, states } from '../subject.js';

const integrations = new Map([['pay', { ...integrationDefaults, hosts: [] }]]);
const quiet = { calls: 100, failed: 5, drifted: 0, refusedAnswers: 0, refusedWebhooks: 0 };
const cases: Record<string, [calls: Partial<typeof quiet>, seen: string[]]> = {
  'as agreed': [{}, ['well']],
  'not called': [{ calls: 0, failed: 0 }, ['unknown']],
  failing: [{ failed: 6 }, ['finding failures']],
  'failing a few times of few': [{ calls: 19, failed: 19 }, ['well']],
  drifting: [{ drifted: 1 }, ['finding drift']],
  'breaking its contract, and forged': [
    { refusedAnswers: 1, refusedWebhooks: 2 },
    ['finding answers', 'finding webhooks'],
  ],
};

for (const [name, [calls, seen]] of Object.entries(cases)) {
  test(`a third party that is ${name}`, async () => {
    const subject = aSubject({ integrations, calls: { ...quiet, ...calls } });
    assert.deepEqual(await states(probe, subject, someTools()), seen);
  });
}
