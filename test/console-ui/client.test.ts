import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

describe('investigating a client', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running);
  });
  after(() => running.close());

  it('goes by keyboard from an address to its timeline, pins, and hands the pins on', async () => {
    const { page, faults } = await running.open('/');
    await page.locator('[data-number=operations]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Go to/ }).fill('127.0.0.1');
    await page.getByRole('option', { name: /everything from this address/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    while (!/address/.test((await page.locator('[role=option][aria-selected=true]').textContent()) ?? ''))
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Address 127.0.0.1' }).waitFor();
    await page.getByRole('table', { name: 'Timeline' }).locator('[role=row][aria-rowindex="2"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('p');
    await page.keyboard.press('j');
    await page.keyboard.press('p');
    const pins = page.getByRole('region', { name: 'Pinned events' });
    await pins.getByText('2 pinned events').waitFor();
    const shared = new URL(page.url());
    const copy = await running.open(shared.pathname + shared.search);
    await copy.page.getByText('2 pinned events').waitFor();
    const download = page.waitForEvent('download');
    await pins.getByRole('link', { name: 'Export as JSON lines' }).click();
    const lines = await (await download).createReadStream();
    let text = '';
    for await (const part of lines) text += String(part);
    assert.equal(text.trim().split('\n').length, 2, 'the two and no others');
    await pins.getByRole('button', { name: 'Start an incident' }).click();
    await pins.getByLabel('What happened').fill('orders were guessed');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/incidents\/1$/);
    await page.getByRole('heading', { name: /orders were guessed/ }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
    await copy.page.context().close();
  });

  it('leads from an event to its user, with habits and the time range of the address', async () => {
    const { page } = await running.open('/traffic?q=operation:getMe');
    await page.getByRole('table', { name: 'Events' }).getByRole('link', { name: /^jwt:/ }).first().click();
    await page.getByRole('heading', { name: /^User jwt:/ }).waitFor();
    await page.getByRole('region', { name: 'Habits' }).getByText('getMe').waitFor();
    await page.getByLabel('Time range').last().selectOption('1h');
    await page.waitForURL(/last=1h/);
    await page.context().close();
  });

  it('slows it down until a time, and undoes that', async () => {
    const { page } = await running.open('/clients/client/127.0.0.1');
    await page.getByRole('button', { name: 'Slow down or keep out' }).click();
    const form = page.getByRole('form', { name: 'Slow down or keep out' });
    await form.getByLabel('What').selectOption('block');
    await form.getByLabel('Why').fill('enumerates orders');
    await form.getByRole('button', { name: 'Keep out' }).click();
    await page.getByText('kept out, ends').waitFor();
    const status = async () => (await fetch(`${running.gateway.url}/products`)).status;
    for (let n = 0; n < 40 && (await status()) === 200; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await status(), 403);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('kept out, ends').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
