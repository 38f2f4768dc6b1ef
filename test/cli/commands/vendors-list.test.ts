import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { VendorRow } from '../../../src/app/vendors.js';
import { orchardProject } from '../bench.js';
import { vendorProject } from '../vendor-project.js';

const project = vendorProject(9);
after(() => project.close());

describe('portcullis vendors', () => {
  it('lists tier, review and switch, and is the same as vendors list', async () => {
    const [row] = await project.json<VendorRow[]>('vendors');
    const { name, tier, integrations, hosts, review, lastCallAt } = row!;
    assert.deepEqual([name, tier, integrations, hosts], ['Acme', 'high', ['pay'], ['127.0.0.1:9']]);
    assert.deepEqual([review.state, lastCallAt], ['never', undefined]);
    const { stdout } = await project.run('vendors', 'list');
    assert.match(stdout, /^Acme +high +ann +never, due \d{4}-\d\d-\d\d +never looked at +never +on/m);
  });

  it('says when nobody is registered', async () => {
    const other = orchardProject();
    assert.match((await other.run('vendors')).stdout, /^no third party is registered/);
    await other.close();
  });
});
