import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

describe('the overview', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running);
  });
  after(() => running.close());

  it('says that nothing was scanned instead of showing a zero that looks like clean', async () => {
    const { page, faults } = await running.open('/');
    const findings = page.locator('[data-number=findings-open]');
    await findings.filter({ hasText: '–' }).waitFor();
    await page.getByText('nothing scanned yet').first().waitFor();
    await page.getByText('portcullis pentest').waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('counts the calls, and every number leads to the list behind it', async () => {
    const { page } = await running.open('/');
    const denied = page.locator('[data-number=denied-24h]');
    await denied.filter({ hasText: /^10$/ }).waitFor();
    const links = await page
      .locator('a:has([data-number])')
      .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    assert.ok(links.length >= 10, `${links.length} of the numbers are links`);
    for (const link of links) {
      await page.goto(`${running.url}${link}`);
      await page.locator('#main h1').waitFor();
      assert.equal(await page.getByRole('heading', { name: 'Nothing is here' }).count(), 0, `${link} is a screen`);
    }
    await page.goto(running.url);
    await denied.click();
    await page.getByRole('cell', { name: 'denial' }).first().waitFor();
    await page.context().close();
  });

  it('changes nothing in its place when the data arrive', async () => {
    const { page } = await running.open('/nothing');
    // As text: the tests have no types of a browser.
    await page.evaluate(`globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });`);
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.locator('[data-number=operations]').filter({ hasText: '40' }).waitFor();
    await page.waitForTimeout(300);
    const shift = await page.evaluate<number>('globalThis.shift');
    assert.ok(shift < 0.05, `layout shift ${shift}`);
    await page.context().close();
  });
});
