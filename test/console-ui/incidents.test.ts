import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { logIn } from '../cli/bench.js';
import { serious } from './axe.js';
import { startRunningConsole, type RunningConsole } from './running.js';

interface Told {
  readonly incident: { readonly state: string; readonly review?: { readonly held: string } };
  readonly timeline: readonly { readonly kind: string; readonly text?: string }[];
}

/** Guesses at the orders of others until a detector notices. */
async function guessOrders({ gateway, orchard }: RunningConsole): Promise<void> {
  const authorization = `Bearer ${await logIn(orchard.url, 'alice')}`;
  for (let n = 0; n < 60; n += 1) await fetch(`${gateway.url}/orders/${1000 + n}`, { headers: { authorization } });
}

describe('incidents in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await guessOrders(running);
  });
  after(() => running.close());

  it('are opened from a detection, noted, contained, and closed with what was learned', async () => {
    const { page, faults } = await running.open('/detections?rule=object-enumeration');
    page.setDefaultTimeout(10_000);
    await page.getByRole('table', { name: 'Detections' }).locator('[role=row][aria-rowindex="2"]').click();
    await page.getByRole('button', { name: 'Open an incident' }).click();
    await page.getByText('Incident 1, led by admin').waitFor();
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.locator('[data-kind=event]').first().waitFor();
    await timeline.getByText(/^opened: /).waitFor();

    await page.getByLabel('Note', { exact: true }).fill('<img src=x onerror=alert(1)> called the shop team');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await timeline.getByText('<img src=x onerror=alert(1)> called the shop team').waitFor();
    await page.getByRole('button', { name: 'It is contained' }).click();
    await timeline.getByText('state open -> contained').waitFor();
    await page.getByRole('button', { name: 'It is proved closed' }).click();

    await page.getByRole('button', { name: 'Close with a review…' }).click();
    await page.getByLabel('What held').fill('the owner rule');
    await page.getByLabel('What did not').fill('nobody watched');
    await page.getByRole('button', { name: 'Add something to do' }).click();
    await page.getByLabel('What', { exact: true }).fill('watch it');
    await page.getByLabel('Who', { exact: true }).fill('ann');
    await page.getByLabel('Until', { exact: true }).fill('2027-01-31');
    await page.getByRole('button', { name: 'Close the incident' }).click();
    await page.getByText('ann, until 2027-01-31').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add the note' }).count(), 0, 'a closed one is as it is');
    const { incident, timeline: kept } = await running.project.json<Told>('incident', 'show', '1');
    assert.deepEqual([incident.state, incident.review?.held], ['closed', 'the owner rule']);
    assert.ok(kept.some(({ kind }) => kind === 'pin'));
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('are opened by hand; personal data start the deadline of the law', async () => {
    const { page } = await running.open('/incidents');
    page.setDefaultTimeout(10_000);
    await page.getByRole('heading', { name: 'Incidents', level: 1 }).waitFor();
    await page.getByRole('table', { name: 'Incidents' }).waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('What happened').fill('a list of customers lay open');
    await page.getByLabel('Kinds of data').fill('email, name');
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('heading', { name: 'a list of customers lay open' }).waitFor();
    await page
      .getByRole('list', { name: 'Deadlines' })
      .getByText(/^71 h 5\d min left$/)
      .waitFor();
    await page.goto(`${running.url}/incidents?state=open`);
    await page.getByRole('cell', { name: 'a list of customers lay open' }).click();
    await page.waitForURL(/\/incidents\/\d+$/);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`fit a phone and keep nobody out, ${colorScheme}`, async () => {
      const { page } = await running.open('/incidents', { colorScheme, viewport: { width: 390, height: 844 } });
      for (const address of ['/incidents?new=1', '/incidents/1']) {
        await page.goto(`${running.url}${address}`);
        await page.getByText('As a command').first().waitFor({ state: 'attached' });
        assert.deepEqual(await serious(page), [], address);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.ok((await page.evaluate<number>(overflow)) <= 0, `${address} is as wide as the phone`);
      }
      await page.context().close();
    });
});
