import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noChromium } from '../browser.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

describe('the policy in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running);
  });
  after(() => running.close());

  async function openEditor(address = '/policy'): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
    const { page, faults } = await running.open(address);
    page.setDefaultTimeout(10_000);
    await page.locator('.cm-content').waitFor();
    return { page, faults };
  }

  /** Types a line below the one that has the text. */
  async function addBelow(page: Page, below: string, line: string): Promise<void> {
    const number =
      running.project
        .read('portcullis.yaml')
        .split('\n')
        .findIndex((each) => each.includes(below)) + 1;
    await page.goto(`${running.url}/policy?line=${number}`);
    await page.locator('.cm-content:focus').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type(line);
    await page.keyboard.press('Escape');
  }

  it('says line and column of what is wrong while one types, and goes there', async () => {
    const { page, faults } = await openEditor();
    await addBelow(page, 'getHealth:', 'getOrder: { roles: [customer], rateLimit: 3 ');
    const place = page.getByRole('button', { name: /^\d+:\d+$/ });
    await place.waitFor();
    const line =
      running.project
        .read('portcullis.yaml')
        .split('\n')
        .findIndex((each) => each.includes('getHealth:')) + 2;
    assert.equal(await place.textContent(), `${line}:34`);
    await page.getByText('Unknown key "rateLimit"').first().waitFor();
    await page.locator('.cm-lint-marker-error').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Apply' }).isDisabled(), 'a broken policy is never put in force');
    await place.click();
    await page.locator('.cm-content:focus').waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('offers what may stand at the cursor', async () => {
    const { page } = await openEditor();
    await addBelow(page, 'getHealth:', 'getOrder: { bodyL');
    await page.keyboard.press('Control+Space');
    await page.locator('.cm-tooltip-autocomplete').getByText('bodyLimitBytes').waitFor();
    await page.context().close();
  });

  it('is tried on the last day, put in force with a reason, taken back, and rolled back', async () => {
    const { page } = await openEditor();
    const before = running.project.read('portcullis.yaml');
    const products = async () => {
      await fetch(`${running.gateway.url}/products`);
      return (await fetch(`${running.gateway.url}/products`)).status;
    };
    assert.equal(await products(), 200);
    const number = before.split('\n').findIndex((each) => each.includes('listProducts:')) + 1;
    await page.goto(`${running.url}/policy?line=${number}`);
    await page.locator('.cm-content:focus').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type(
      'listProducts: { public: true, rateLimits: [{ limit: 1, windowSeconds: 600, per: address ',
    );
    await page.getByText('It compiles').waitFor();
    await page.getByText(/-\s+listProducts: \{ public: true \}/).waitFor();
    await page.getByRole('button', { name: 'Try on the last 24 h' }).click();
    await page.getByText(/^\d+ calls of \d+ recorded calls by \d+ client/).waitFor();
    await page.getByText('over 1 in 600 s').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('A reason is needed').waitFor();
    await page.getByLabel('Reason').fill('one each');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText(/^Version \d+ is in force/).waitFor();
    assert.equal(await products(), 429);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.locator('.cm-line', { hasText: 'listProducts: { public: true }' }).waitFor();
    assert.equal(await products(), 200);
    assert.equal(running.project.read('portcullis.yaml'), before);
    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('cell', { name: 'one each' }).click();
    const panel = page.getByRole('complementary');
    await panel.getByLabel('What going back would change').waitFor();
    await panel.getByLabel('Reason').fill('after all');
    await panel.getByRole('button', { name: /Go back to version/ }).click();
    await page.getByText(/is in force again, as version/).waitFor();
    assert.equal(await products(), 429);
    running.project.write('portcullis.yaml', before);
    await page.context().close();
  });

  it('keeps what was typed when somebody else changed the policy meanwhile', async () => {
    const { page } = await openEditor();
    await addBelow(page, 'getHealth:', 'getOrder: { roles: [customer] ');
    await page.getByText('It compiles').waitFor();
    const theirs = running.project.read('portcullis.yaml').replace(/^version: 1$/m, 'version: 1 # theirs');
    running.project.write('portcullis.yaml', theirs);
    await page.getByLabel('Reason').fill('mine');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('The policy was changed meanwhile.').waitFor();
    assert.equal(running.project.read('portcullis.yaml'), theirs, 'nothing was overwritten');
    await page
      .getByRole('button', { name: 'Read it again' })
      .or(page.getByRole('button', { name: 'Replace it with my text' }))
      .first()
      .waitFor();
    const reread = page.getByRole('button', { name: 'Read it again' });
    if (await reread.count()) await reread.click();
    await page.getByText('-version: 1 # theirs').waitFor();
    await page.locator('.cm-line', { hasText: 'getOrder: { roles: [customer] }' }).waitFor();
    assert.equal(await page.getByLabel('Reason').inputValue(), 'mine');
    await page.context().close();
  });

  it('makes a limit from what was measured: a line to drag, who is caught, and the text prepared', async () => {
    const { page } = await running.open('/policy?tab=limit&q=operation:listProducts');
    page.setDefaultTimeout(10_000);
    const slider = page.getByRole('slider', { name: 'Limit' });
    await slider.waitFor();
    await page.getByText(/^0 callers of 1 caught/).waitFor();
    await slider.focus();
    for (let n = 0; n < 40 && Number(await slider.getAttribute('aria-valuenow')) > 2; n += 1)
      await page.keyboard.press('ArrowLeft');
    await page.getByText(/^1 caller of 1 caught/).waitFor();
    await page.getByRole('button', { name: 'Put it into the policy' }).click();
    await page
      .getByLabel('Change of the policy')
      .getByText('rateLimits: [{ limit: 2, windowSeconds: 60, per: principal }]')
      .waitFor();
    assert.match(await page.getByLabel('Reason').inputValue(), /At most 2 calls of listProducts/);
    await page.context().close();
  });
});
