import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

const addresses: readonly string[] = [
  '/findings',
  '/findings?view=each&q=nothing-has-this',
  '/policy',
  '/policy?tab=limit&operation=listProducts',
  '/policy?tab=patches',
  '/policy?tab=versions',
  '/scans?new=1',
  '/keys?new=1',
  '/identities?at=orchard+getOrder',
  '/audit-log?at=1',
  '/settings',
  '/settings?tab=people',
  '/settings?tab=tokens',
];

describe('the console on a phone', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running, 2);
  });
  after(() => running.close());

  it('is as wide as the phone in every screen', async () => {
    const { page, context } = await running.open('/', { viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(10_000);
    for (const address of addresses) {
      await page.goto(`${running.url}${address}`);
      await page.locator('#main h1').waitFor();
      await page.waitForLoadState('networkidle');
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.ok((await page.evaluate<number>(overflow)) <= 0, `${address} is as wide as the phone`);
    }
    await context.close();
  });
});
