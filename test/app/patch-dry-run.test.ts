import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { expiredPatchWarnings } from '../../src/app/expired-patches.js';
import { demandHarmless, dryRunPatches } from '../../src/app/patch-dry-run.js';
import { PortcullisError } from '../../src/core/errors.js';
import type { SecurityEvent } from '../../src/core/events.js';
import type { PolicyPatch } from '../../src/core/finding.js';
import { uuidv7 } from '../../src/core/ids.js';
import { orchardProject } from '../cli/bench.js';
import { appIn } from './orchard-app.js';

const project = orchardProject();
after(() => project.close());

const patch: PolicyPatch = {
  id: 'patch-1',
  because: '0123456789abcdef',
  operation: 'getOrder',
  guard: 'parameters',
  set: { unknownParameters: 'deny' },
  expires: '2099-01-01',
};
const hour = 3_600_000;

function call(more: Partial<SecurityEvent>, hoursAgo = 1): SecurityEvent {
  const time = Date.now() - hoursAgo * hour;
  const usual = {
    kind: 'access',
    outcome: 'allowed',
    severity: 'info',
    operationId: 'getOrder',
    principalId: 'ann',
  } as const;
  return { id: uuidv7(time), time, ...usual, ...more };
}

it('judges the calls of the last 24 hours, without clients that a detection is open about', async () => {
  const app = appIn(project, { data: 'dry' });
  const { events, detections } = await app.store();
  const odd = { signals: 'param:abc' };
  await events.insert([
    call({}),
    call(odd),
    call({ ...odd, principalId: 'eve' }),
    call({ ...odd, principalId: 'mallory', credentialId: 'key-1' }),
    call({ ...odd, principalId: 'trudy' }),
    call(odd, 30),
    call({ ...odd, operationId: 'listOrders' }),
  ]);
  // As the running gateway keeps them: about an actor, a credential, or an operation with its actor inside.
  for (const [about, document] of [
    ['actor principal:eve', {}],
    ['credential key-1', {}],
    ['operation getOrder', { actor: { key: 'principal:trudy' } }],
  ] as const)
    await detections.add({ id: uuidv7(), rule: 'parameter-pollution', about, time: Date.now(), document });
  const run = await dryRunPatches(app, [patch]);
  assert.deepEqual([run.calls, run.denied, run.suspicious], [2, 1, 3]);
  assert.throws(
    () => demandHarmless(run),
    (error: unknown) =>
      error instanceof PortcullisError && error.code === 'PATCH_TOO_WIDE' && /1 of 2 calls/.test(error.message),
  );
  await app.close();
});

it('lets a patch through that denies at most one call in a thousand', () => {
  const nothing = { unjudged: 0, suspicious: 0, largest: [] };
  demandHarmless({ ...nothing, calls: 0, denied: 0 });
  demandHarmless({ ...nothing, calls: 1000, denied: 1 });
  assert.throws(() => demandHarmless({ ...nothing, calls: 999, denied: 1 }), /1 of 999 calls/);
});

it('warns of each patch that has expired, which goes on denying', () => {
  const line = (id: string, expires: string) =>
    `  - { id: ${id}, because: 0123456789abcdef, operation: getOrder, guard: roles, set: { roles: [admin] }, expires: "${expires}" }`;
  const lines = ['version: 1', 'patches:', line('old', '2020-01-01'), line('new', '2099-01-01'), ''];
  project.write('portcullis.patches.yaml', lines.join('\n'));
  const warnings = expiredPatchWarnings(appIn(project, {}));
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /^warning: the patch old of getOrder expired on 2020-01-01 and still denies/);
});
