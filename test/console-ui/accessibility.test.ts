import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { serious } from './axe.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

const screens: readonly (readonly [string, string])[] = [
  ['the overview', '/'],
  ['the inventory', '/inventory'],
  ['an operation', '/inventory/orchard/getOrder'],
  ['the traffic with an event', '/traffic?q=kind:denial'],
  ['a query that cannot be read', '/traffic?q=statsu:4'],
  ['a client', '/clients/client/127.0.0.1'],
  ['the detections', '/detections'],
  ['a detector', '/detections?tab=detectors&row=credential-stuffing'],
  ['no screen', '/nothing/here'],
];

describe('accessibility of the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running, 2);
  });
  after(() => running.close());

  for (const colorScheme of ['light', 'dark'] as const)
    it(`has nothing serious in any screen, ${colorScheme}`, async () => {
      const { page, context } = await running.open('/', { colorScheme });
      for (const [name, address] of screens) {
        await page.goto(`${running.url}${address}`);
        await page.locator('#main h1').waitFor();
        await page.waitForLoadState('networkidle');
        if (name.endsWith('an event')) await page.keyboard.press('j');
        assert.deepEqual(await serious(page), [], name);
      }
      await context.close();
    });

  it('has nothing serious before the login, in the help and in the palette', async () => {
    const { page, context } = await running.open('/');
    await page.locator('[data-number=operations]').waitFor();
    for (const key of ['?', 'Control+k']) {
      await page.keyboard.press(key);
      await page.locator('dialog[open]').waitFor();
      assert.deepEqual(await serious(page), [], key);
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    }
    await context.clearCookies();
    await page.reload();
    await page.getByLabel('Password').waitFor();
    assert.deepEqual(await serious(page), [], 'login');
    await context.close();
  });

  it('goes from screen to screen by keyboard, and fits a phone', async () => {
    const { page, context } = await running.open('/', { viewport: { width: 390, height: 844 } });
    await page.locator('[data-number=operations]').waitFor();
    for (const [letter, heading] of [
      ['i', 'Inventory'],
      ['t', 'Traffic'],
      ['d', 'Detections'],
      ['o', 'Overview'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.ok((await page.evaluate<number>(overflow)) <= 0, `${heading} is as wide as the phone`);
    }
    await page.getByRole('button', { name: 'All' }).click();
    await page
      .getByRole('navigation', { name: 'Screens', exact: true })
      .getByRole('link', { name: 'Detections' })
      .click();
    await page.getByRole('heading', { name: 'Detections', level: 1 }).waitFor();
    await context.close();
  });
});
