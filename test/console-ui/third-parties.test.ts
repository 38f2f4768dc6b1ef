import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { serious } from './axe.js';
import { startRunningConsole, type RunningConsole } from './running.js';

const vendors = `
egressProxy: { address: 127.0.0.1:0 }
egress:
  payments: { vendor: Acme Payments, hosts: [payments.invalid], send: any }
vendors:
  Acme Payments: { owner: payments team, data: high, privilege: low, dependence: high }
`;

describe('third parties in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
  });
  after(() => running.close());

  it('say what to write while there are none', async () => {
    const { page } = await running.open('/third-parties');
    await page.getByRole('heading', { name: 'The policy names no third party' }).waitFor();
    await page.getByLabel('Lines for portcullis.yaml', { exact: true }).getByText('vendors:').waitFor();
    await page.context().close();
  });

  it('are reviewed with every question, switched off with a reason, and on again', async () => {
    running.project.write('portcullis.yaml', running.project.read('portcullis.yaml') + vendors);
    const { page, faults } = await running.open('/third-parties');
    page.setDefaultTimeout(10_000);
    const table = page.getByRole('table', { name: 'Third parties' });
    await table.getByRole('cell', { name: 'never reviewed' }).waitFor();
    await table.getByRole('cell', { name: 'not looked at' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Acme Payments', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    const form = page.getByRole('form', { name: 'Review of Acme Payments' });
    await form.getByText('20 of 20 questions have no answer').waitFor();
    await form.getByLabel('Verdict').selectOption('conditions');
    const record = form.getByRole('button', { name: 'Record the review' });
    assert.ok(await record.isDisabled(), 'not without the answers');
    for (const field of await form.locator('textarea[required]').all()) await field.fill('asked on the phone');
    await record.click();
    await page.getByText('approved with conditions').waitFor();

    await page.getByRole('button', { name: 'Switch off…' }).click();
    await page.getByLabel('Why').fill('they told of a breach');
    await page.getByRole('button', { name: 'Switch Acme Payments off' }).click();
    await page.getByText(/by admin: they told of a breach/).waitFor();
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('button', { name: 'Switch off…' }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('are looked at now; what could not be seen is told as not known, not as well', async () => {
    const { page } = await running.open('/third-parties/Acme%20Payments');
    page.setDefaultTimeout(20_000);
    await page.getByText('Nobody has looked at it yet').waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/^Looked at 1 third party: \d+ findings?\.$/).waitFor();
    await page.getByRole('list', { name: 'What was seen' }).getByText('not known').first().waitFor();
    await page.locator('a[href*="vendor%3AAcme"]').click();
    await page.getByRole('cell', { name: 'Acme Payments has no contract' }).first().waitFor();
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`fit a phone and keep nobody out, ${colorScheme}`, async () => {
      const { page } = await running.open('/third-parties', { colorScheme, viewport: { width: 390, height: 844 } });
      for (const address of ['/third-parties', '/third-parties/Acme%20Payments?review=1']) {
        await page.goto(`${running.url}${address}`);
        await page.getByText('As a command').first().waitFor({ state: 'attached' });
        assert.deepEqual(await serious(page), [], address);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.ok((await page.evaluate<number>(overflow)) <= 0, `${address} is as wide as the phone`);
      }
      await page.context().close();
    });
});
