import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { noChromium } from '../browser.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

const rows = (page: Page) =>
  page.getByRole('table', { name: 'Events' }).locator('[role=row][aria-rowindex]:not([aria-rowindex="1"])');

describe('the traffic screen', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running);
  });
  after(() => running.close());

  it('completes fields and values, and runs the query with Enter', async () => {
    const { page, faults } = await running.open('/traffic');
    await page.getByLabel('Query').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('outc');
    await page.getByRole('option', { name: 'outcome:' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('den');
    await page.getByRole('option', { name: 'outcome:denied' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=outcome%3Adenied/);
    await page.getByText('of 10 that match').waitFor();
    assert.equal(await rows(page).count(), 10);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('shows what is wrong with a query at its column, and keeps the text', async () => {
    const { page } = await running.open('/traffic');
    const query = page.getByLabel('Query');
    await query.fill('kind:denial statsu:401');
    await query.press('Enter');
    const alert = page.getByRole('alert');
    await alert.filter({ hasText: 'Column 13' }).waitFor();
    assert.match((await alert.textContent()) ?? '', /^ {12}\^/);
    assert.equal(await query.inputValue(), 'kind:denial statsu:401');
    await query.fill('kind:denial status:401');
    await query.press('Enter');
    await page.getByText('of 5 that match').waitFor();
    await page.context().close();
  });

  it('takes a value in, out, or alone, and a link shows the same', async () => {
    const { page } = await running.open('/traffic');
    await page.getByRole('button', { name: 'Exclude kind:access' }).click();
    await page.waitForURL(/q=-kind%3Aaccess/);
    await page.getByRole('button', { name: 'Only operation:getOrder' }).click();
    await page.waitForURL(/operation%3AgetOrder/);
    await page.getByText('of 5 that match').waitFor();
    const copy = await running.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await copy.page.getByText('of 5 that match').waitFor();
    await page.goBack();
    await page
      .getByText(/of \d+ that match/)
      .filter({ hasNotText: 'of 5 that' })
      .waitFor();
    await page.context().close();
    await copy.page.context().close();
  });

  it('goes along the rows with j and k, opens with Enter, closes with Escape', async () => {
    const { page } = await running.open('/traffic?q=kind:denial');
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    const panel = page.getByRole('complementary', { name: 'Event' });
    await panel.getByText('CREDENTIAL_MISSING').or(panel.getByText('OPERATION_UNKNOWN')).waitFor();
    const first = new URL(page.url()).searchParams.get('row');
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.searchParams.get('row') !== first);
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.searchParams.get('row') === first);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('makes the brushed part of the histogram the time range', async () => {
    const { page } = await running.open('/traffic?last=1h');
    const over = page.locator('.u-over');
    const box = (await over.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+/);
    const { searchParams } = new URL(page.url());
    const span = Number(searchParams.get('to')) - Number(searchParams.get('from'));
    assert.ok(Math.abs(span - 1_830_000) < 90_000, `half an hour was brushed: ${span} ms`);
    await page.context().close();
  });

  it('shows events as they come, holds still while somebody reads, and says how many wait', async () => {
    const { page } = await running.open('/traffic?live=1');
    await page.locator('[data-live=on]').waitFor();
    await rows(page).first().waitFor();
    const newest = () => rows(page).first().textContent();
    const before = await newest();
    await fetch(`${running.gateway.url}/products?limit=3`);
    while ((await newest()) === before) await page.waitForTimeout(50);
    await page.getByRole('region', { name: 'Events' }).evaluate((table) => table.scrollTo(0, 60));
    await someTraffic(running, 3);
    const waiting = page.getByRole('button', { name: '12 new' });
    await waiting.waitFor();
    await waiting.click();
    await waiting.waitFor({ state: 'detached' });
    await page.context().close();
  });
});
