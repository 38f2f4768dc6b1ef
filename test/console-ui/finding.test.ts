import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noChromium } from '../browser.js';
import { logIn } from '../cli/bench.js';
import { password, startRunningConsole, type RunningConsole } from './running.js';

/** From the link and the password that `start` prints to a finding that is proved closed: with the keyboard alone. */
describe('a finding, found, closed and proved in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  let page: Page;
  let faults: readonly string[];
  before(async () => {
    running = await startRunningConsole({ isNew: true });
    ({ page, faults } = await running.open('/'));
    page.setDefaultTimeout(10_000);
  });
  after(() => running.close());

  /** What bob gets through the gateway when he asks for an order of alice. */
  async function bobReads(): Promise<number> {
    const { gateway, orchard } = running;
    const headers = async (name: string) => ({ authorization: `Bearer ${await logIn(orchard.url, name)}` });
    const own = await fetch(`${gateway.url}/orders`, { headers: await headers('alice') });
    const { items } = (await own.json()) as { readonly items: readonly { readonly id: number }[] };
    return (await fetch(`${gateway.url}/orders/${items[0]!.id}`, { headers: await headers('bob') })).status;
  }

  it('begins with the password for once, which has to be changed', async () => {
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(running.firstPassword);
    await page.keyboard.press('Enter');
    await page.getByLabel('The printed password').fill(running.firstPassword);
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password again').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('says that nothing was scanned yet, which is not the same as clean', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { name: 'Nothing was scanned yet' }).waitFor();
    assert.equal(await page.getByText('0 findings').count(), 0);
  });

  it('is found by a scan that is started here, with its log while it runs', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Scans' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('May').selectOption('writes');
    await page.getByLabel('Operations').fill('getOrder');
    await page.getByLabel('Checks').fill('bola-read');
    await page.getByText('portcullis pentest --safety writes --operation getOrder --checks bola-read').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('log', { name: 'Log of the scan' }).locator('p').nth(2).waitFor();
    await page
      .getByText(/1 finding/)
      .first()
      .waitFor({ timeout: 30_000 });
  });

  it('shows the proof first: the attack, its control beside it, what proves it marked, and a curl that works', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('cell', { name: 'bob reads an order of alice with getOrder' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'bob reads an order of alice with getOrder' }).waitFor();
    const attack = page.getByRole('article', { name: 'attack' });
    const control = page.getByRole('article', { name: 'control' });
    await attack.getByText('bob reads it too').waitFor();
    assert.match((await attack.locator('mark').first().textContent())!, /^\d+$/, 'the id in the path');
    const [left, right] = [(await attack.boundingBox())!, (await control.boundingBox())!];
    assert.ok(left.x + left.width <= right.x, 'beside each other');
    assert.ok(left.y + 100 < 900, 'above the fold');
    const curl = (await page.getByLabel('The attack as curl', { exact: true }).textContent())!;
    assert.match(curl, /^export TOKEN_BOB='\.\.\.'\ncurl -i/);
  });

  it('is closed by its patch and proved: what was sent, which guard denied it, and that the control passes', async () => {
    assert.equal(await bobReads(), 200);
    await page.getByText('+    operation: getOrder').waitFor();
    await page
      .getByText('No call was recorded')
      .or(page.getByText(/recorded call/))
      .first()
      .waitFor();
    await page.keyboard.press('a');
    await page.getByText('Proved closed').waitFor({ timeout: 30_000 });
    await page.getByText('by the guard object-owner').first().waitFor();
    await page.getByText(/^(\d+) of \1 variants denied$/).waitFor();
    await page.getByText('legitimate call, through the gateway').waitFor();
    await page.getByRole('banner').or(page.locator('header')).getByText('Patched at the gateway').first().waitFor();
    assert.equal(await bobReads(), 404, 'at the running gateway');
    await page.getByText(/Open → Patched at the gateway/).waitFor();
  });

  it('is open again when the patch is taken out of force', async () => {
    await page.getByRole('button', { name: /Drop the patch/ }).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: /Apply and prove/ }).waitFor();
    assert.equal(await bobReads(), 200);
    await page.getByText(/Patched at the gateway → Open/).waitFor();
    assert.doesNotMatch(running.project.read('portcullis.patches.yaml'), /getOrder/);
    await page.keyboard.press('u');
    await page.getByRole('button', { name: /Drop the patch/ }).waitFor();
    assert.equal(await bobReads(), 404, 'undo puts it in force again');
  });

  it('broke no rule of the page on its way', () => {
    assert.deepEqual(faults, []);
  });
});
