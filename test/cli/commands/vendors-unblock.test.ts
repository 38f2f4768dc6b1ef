import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { VendorRow } from '../../../src/app/vendors.js';
import { assertRefused } from '../bench.js';
import { vendorProject } from '../vendor-project.js';

const project = vendorProject(9);
after(() => project.close());

describe('portcullis vendors unblock', () => {
  it('switches a third party on again, and one that is on stays on', async () => {
    const off = await project.json<VendorRow>('vendors', 'block', 'Acme', '--reason', 'drill');
    assert.equal(off.blocked?.reason, 'drill');
    assert.match((await project.run('vendors', 'unblock', 'Acme')).stdout, /^Acme is on/);
    const on = await project.json<VendorRow>('vendors', 'unblock', 'Acme');
    assert.equal(on.blocked, undefined);
  });

  it('wants a name of the register', async () => {
    assertRefused(await project.run('vendors', 'unblock', 'Nobody'), 'NOT_FOUND');
  });
});
