import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { StoredFinding } from '../../../src/store/store.js';
import { assertRefused, orchardProject } from '../bench.js';

const project = orchardProject();
let ids: readonly string[];
before(async () => {
  await project.run('audit');
  ids = (await project.json<readonly StoredFinding[]>('findings')).map(({ finding }) => finding.fingerprint);
});
after(() => project.close());

const set = (...args: readonly string[]) => project.run('findings', 'set', ...args);
const show = (id: string) => project.json<StoredFinding>('findings', 'show', id);

describe('portcullis findings set', { concurrency: 2 }, () => {
  it('accepts a finding until a date, with the reason and who said so', async () => {
    const { code, stdout } = await set(ids[0]!, 'accepted', '--reason', 'behind the VPN', '--expires', '2099-01-31');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^${ids[0]!.slice(0, 8)} is accepted: `));
    const { triage } = await show(ids[0]!);
    assert.equal(triage?.reason, 'behind the VPN');
    assert.equal(triage?.expires, '2099-01-31');
    assert.ok(triage?.by);
    assert.match(
      (await project.run('findings', 'show', ids[0]!)).stdout,
      /accepted by .*: behind the VPN \(until 2099-01-31\)/,
    );
  });

  it('dismisses a false positive, and opens it again', async () => {
    assert.equal((await set(ids[1]!, 'false-positive', '--reason', 'public on purpose')).code, 0);
    assert.equal((await show(ids[1]!)).finding.status, 'false-positive');
    assert.equal((await set(ids[1]!, 'open')).code, 0);
    assert.equal((await show(ids[1]!)).finding.status, 'open');
  });

  it('answers with the finding as JSON', async () => {
    type Answer = StoredFinding & { readonly lesson: { readonly command: string } | null };
    const stored = await project.json<Answer>('findings', 'set', ids[2]!, 'fixed');
    assert.equal(stored.finding.status, 'fixed');
    const { operationId } = stored.finding;
    assert.match(stored.lesson!.command, /^portcullis learn show \d+/, 'who closes it may learn about it');
    if (operationId !== undefined) assert.ok(stored.lesson!.command.includes(operationId));
    const opened = await project.json<Answer>('findings', 'set', ids[2]!, 'open');
    assert.equal(opened.lesson, null);
  });

  it('takes no decision without its reason or its end', async () => {
    assertRefused(await set(ids[3]!, 'accepted', '--expires', '2099-01-31'), /only with a reason/, '--reason');
    assertRefused(await set(ids[3]!, 'accepted', '--reason', 'x'), /only until a date/, '--expires');
    assertRefused(await set(ids[3]!, 'false-positive'), '--reason');
    assert.equal((await show(ids[3]!)).finding.status, 'open');
  });

  it('refuses days that do not exist, unknown states and unknown findings', async () => {
    for (const day of ['2027-02-30', '31.1.2027', 'soon', ''])
      assertRefused(
        await set(ids[3]!, 'accepted', '--reason', 'x', '--expires', day),
        `--expires does not take "${day}"`,
      );
    assertRefused(await set(ids[3]!, 'accpted'), 'did you mean "accepted"?');
    assertRefused(await set(ids[3]!, 'patched'), /<status> does not know "patched"/);
    assertRefused(await set('zzzz', 'open'), /There is no finding zzzz/);
  });
});
