import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGuards } from '../../src/gateway/explain.js';
import { phases } from '../../src/gateway/guard.js';
import { guards } from '../../src/gateway/guards.js';
import { openContract } from './harness.js';
import { projectOf } from './model-of.js';

function explained(policy: string, operationId = 'GET /{any}') {
  const [model] = projectOf({ contract: openContract, policy, upstreamUrl: 'http://127.0.0.1:1' }).apis;
  return explainGuards(model!, operationId);
}

test('every guard is listed once, in the order of the phases', () => {
  const list = explained('defaults: { mode: enforce }\n');
  assert.deepEqual(list.map(({ id }) => id).sort(), [...guards.ids].sort());
  const order = list.map(({ phase }) => phases.indexOf(phase));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
});

test('it says what a guard does for this operation', () => {
  const effects = (policy: string) => Object.fromEntries(explained(policy).map(({ id, effect }) => [id, effect]));
  const limits = 'rateLimits: [{ limit: 1, windowSeconds: 1, per: principal }]';
  const enforce = effects(`defaults: { mode: enforce, ${limits} }\n`);
  assert.deepEqual(
    [enforce['rate-limit'], enforce['cors'], enforce['body-limit']],
    ['enforced', 'unneeded', 'enforced'],
  );
  const monitor = effects(`defaults: { mode: monitor, ${limits} }\n`);
  assert.deepEqual([monitor['rate-limit'], monitor['body-limit']], ['monitored', 'enforced']);
  const off = effects(`defaults: { mode: "off", ${limits} }\n`);
  assert.deepEqual([off['rate-limit'], off['body-limit']], ['off', 'enforced']);
});

test('an unknown operation is an error that helps', () => {
  assert.throws(() => explained('defaults: { mode: enforce }\n', 'GET /{all}'), {
    code: 'NOT_FOUND',
    hint: /GET \/\{any\}/,
  });
});
