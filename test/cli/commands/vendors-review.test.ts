import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { VendorRow } from '../../../src/app/vendors.js';
import { assertRefused } from '../bench.js';
import { vendorProject } from '../vendor-project.js';

const project = vendorProject(9);
after(() => project.close());
const review = (...flags: readonly string[]) => project.run('vendors', 'review', 'Acme', ...flags);

describe('portcullis vendors review', () => {
  it('prints a form, takes it filled in, and prints it with the answers the next time', async () => {
    const { stdout: form } = await review();
    assert.equal(form.match(/^[a-z-]+: ""$/gm)?.length, 20);
    project.write('acme-review.yaml', form.replaceAll(/^([a-z-]+): ""$/gm, '$1: "answer to $1"'));
    const taken = await review('--answers', 'acme-review.yaml', '--verdict', 'approved');
    const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
    assert.equal(taken.stdout, `Acme is reviewed until ${until}\n`);
    assert.equal((await project.json<VendorRow[]>('vendors'))[0]?.review.state, 'current');
    assert.match((await review()).stdout, /^purpose: "answer to purpose"$/m);
  });

  it('refuses a form with open or unknown questions, and one that is none', async () => {
    project.write('open.yaml', 'purpose: pays our bills\n');
    assertRefused(await review('--answers', 'open.yaml', '--verdict', 'approved'), '19 of 20 questions have no answer');
    project.write('other.yaml', 'purpos: pays our bills\n');
    assertRefused(await review('--answers', 'other.yaml', '--verdict', 'approved'), 'did you mean "purpose"?');
    project.write('list.yaml', '- a\n');
    assertRefused(await review('--answers', 'list.yaml', '--verdict', 'approved'), 'holds no answers');
    assertRefused(await review('--answers', 'none.yaml', '--verdict', 'approved'), 'FILE_UNREADABLE');
    assertRefused(await review('--answers', 'open.yaml'), '--answers and --verdict belong together');
  });
});
