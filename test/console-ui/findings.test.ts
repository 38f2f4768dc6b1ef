import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { startRunningConsole, type RunningConsole } from './running.js';

interface Listed {
  readonly finding: { readonly message: string; readonly status: string };
  readonly triage?: { readonly reason: string; readonly expires?: string };
}

describe('triage of findings by keyboard', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await running.project.run('pentest', '--quiet', '--checks', 'verbose-error,page-size-unbounded,bfla-read');
  });
  after(() => running.close());

  const stored = (status: string) => running.project.json<readonly Listed[]>('findings', 'list', '--status', status);

  it('asks for the reason in its place, sets the state, and takes it back with one key', async () => {
    const { page, faults } = await running.open('/findings');
    page.setDefaultTimeout(10_000);
    const rows = page.getByRole('table', { name: 'Findings by cause' });
    await rows.locator('[role=row][aria-rowindex="2"]').waitFor();
    const open = (await stored('open')).length;
    await page.keyboard.press('j');
    await page.keyboard.press('f');
    const form = page.getByRole('form', { name: /False positive/ });
    await page.keyboard.press('Enter');
    await form.getByRole('alert').getByText('A reason is needed').waitFor();
    await page.keyboard.type('the value is public');
    await page.keyboard.press('Enter');
    await page.getByText(/is now: False positive/).waitFor();
    assert.equal((await stored('open')).length, open - 1);
    assert.equal((await stored('false-positive'))[0]!.triage!.reason, 'the value is public');
    await page.keyboard.press('u');
    await page.getByRole('button', { name: /^False positive\s*0$/ }).waitFor();
    assert.equal((await stored('open')).length, open);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('leaves it with Escape and goes on by j and k', async () => {
    const { page } = await running.open('/findings');
    page.setDefaultTimeout(10_000);
    await page.locator('[role=row][aria-rowindex="2"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    await page.getByRole('form').waitFor();
    await page.keyboard.type('kept for');
    await page.keyboard.press('Escape');
    await page.getByRole('form').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.locator('[role=row][aria-rowindex="3"][aria-current=true]').waitFor();
    await page.context().close();
  });

  it('sets all that a filter selects, until a day, and takes all of it back', async () => {
    const { page } = await running.open('/findings');
    page.setDefaultTimeout(10_000);
    await page.locator('[role=row][aria-rowindex="2"]').waitFor();
    await page.getByRole('button', { name: /^medium/ }).click();
    await page.waitForURL(/severity=medium/);
    const medium = (await running.project.json<readonly Listed[]>('findings', 'list', '--severity', 'medium')).length;
    assert.ok(medium > 0);
    await page.getByRole('button', { name: `Accept all ${medium}` }).click();
    await page.getByLabel('Why is the risk accepted?').fill('the gateway bounds it');
    await page.keyboard.press('Enter');
    await page.getByText(/now: Accepted/).waitFor();
    const accepted = await stored('accepted');
    assert.equal(accepted.length, medium);
    assert.match(accepted[0]!.triage!.expires!, /^\d{4}-\d{2}-\d{2}/);
    await page.locator('#main').click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('u');
    await page.getByRole('button', { name: /^Accepted\s*0$/ }).waitFor();
    assert.equal((await stored('accepted')).length, 0);
    await page.context().close();
  });

  it('shows the same in a link: state, filter, order and row', async () => {
    const { page } = await running.open('/findings?view=each&severity=high&sort=newest');
    page.setDefaultTimeout(10_000);
    await page.locator('[role=row][aria-rowindex="2"]').waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/at=[0-9a-f]{16}/);
    const { pathname, search } = new URL(page.url());
    const copy = await running.open(pathname + search);
    await copy.page.locator('[role=row][aria-rowindex="2"][aria-current=true]').waitFor();
    await copy.page.getByRole('button', { name: /^high/, pressed: true }).waitFor();
    await copy.page.goto(`${running.url}/findings?q=there-is-no-such-thing`);
    await copy.page.getByRole('heading', { name: '0 findings match the filter' }).waitFor();
    await copy.page.getByText(/Last scan .*requests/).waitFor();
    await page.context().close();
    await copy.page.context().close();
  });
});
