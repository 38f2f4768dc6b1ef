import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecurityEvent } from '../../../src/core/events.js';
import { ask } from '../../egress/start-egress.js';
import { sendJson, startVendor, type VendorApp } from '../../egress/vendor-app.js';
import { assertRefused, type Project } from '../bench.js';
import { vendorProject } from '../vendor-project.js';

let vendor: VendorApp;
let project: Project;
before(async () => {
  vendor = await startVendor((_, response) => sendJson(response, {}));
  project = vendorProject(vendor.port);
});
after(async () => {
  await project.close();
  await vendor.close();
});

describe('portcullis vendors block', () => {
  it('ends the calls of a running gateway within a second, until unblock; the log tells of all', async () => {
    const gateway = await project.start();
    const url = /third parties: (http:\S+)\/INTEGRATION/.exec(gateway.stdout)![1]!;
    const status = async () => (await ask(url, '/pay/charges?limit=1')).status;
    const becomes = async (wanted: number) => {
      for (const end = Date.now() + 3000; (await status()) !== wanted; await sleep(50)) assert.ok(Date.now() < end);
    };
    assert.equal(await status(), 200);
    const { stdout } = await project.run('vendors', 'block', 'Acme', '--reason', 'breach');
    assert.match(stdout, /^Acme is off/);
    const blockedAt = Date.now();
    await becomes(403);
    assert.ok(Date.now() - blockedAt < 1500, 'a second, and what the machine is busy with');
    assert.match((await project.run('vendors')).stdout, /OFF since \d{4}-\d\d-\d\d: breach/);
    await project.run('vendors', 'unblock', 'Acme');
    await becomes(200);
    await gateway.stop();
    const events = await project.json<SecurityEvent[]>('events', 'search', '--kind', 'egress_call');
    assert.ok(events.some(({ detail }) => detail?.['reason'] === 'vendor-blocked'));
    assert.ok(events.some(({ outcome, operationId }) => outcome === 'allowed' && operationId === 'listCharges'));
  });

  it('wants a name of the register and a reason', async () => {
    assertRefused(await project.run('vendors', 'block', 'Acmee', '--reason', 'x'), 'NOT_FOUND', 'did you mean "Acme"?');
    assertRefused(await project.run('vendors', 'block', 'Acme'), '--reason');
  });
});
