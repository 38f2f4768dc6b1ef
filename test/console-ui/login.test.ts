import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { password, startRunningConsole, type RunningConsole } from './running.js';

describe('logging in to the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole({ isNew: true });
  });
  after(() => running.close());

  it('leads from the printed link and password over a password of one’s own to the overview', async () => {
    const { page, faults } = await running.open('/');
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill('not it');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Name or password is wrong.').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'admin', 'what was typed stays');
    await page.getByLabel('Password').fill(running.firstPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await page.getByLabel('The printed password').fill(running.firstPassword);
    await page.getByLabel('New password', { exact: true }).fill('short');
    assert.ok(await page.getByRole('button', { name: 'Go on' }).isDisabled(), 'a short one is not taken');
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('does not open with the printed password a second time', async () => {
    const { page } = await running.open('/inventory');
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(running.firstPassword);
    await page.keyboard.press('Enter');
    await page.getByText('Name or password is wrong.').waitFor();
    await page.context().close();
  });

  it('shows the screen of the address that was opened, and keeps what was typed when the session ends', async () => {
    const { page, context } = await running.open('/traffic?q=kind:denial');
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Traffic' }).waitFor();
    const query = page.getByLabel('Query');
    assert.equal(await query.inputValue(), 'kind:denial');
    await query.fill('kind:denial status:40');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Up to now again' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'detached' });
    assert.equal(await query.inputValue(), 'kind:denial status:40');
    await page.getByRole('region', { name: 'Events' }).waitFor();
    await context.close();
  });
});
