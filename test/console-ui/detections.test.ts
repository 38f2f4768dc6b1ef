import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { logIn } from '../cli/bench.js';
import { startRunningConsole, type RunningConsole } from './running.js';

/** Guesses at orders and passwords until detectors notice. */
async function noticeable({ gateway, orchard }: RunningConsole): Promise<void> {
  const authorization = `Bearer ${await logIn(orchard.url, 'alice')}`;
  for (let n = 0; n < 60; n += 1) await fetch(`${gateway.url}/orders/${1000 + n}`, { headers: { authorization } });
  for (let n = 0; n < 60; n += 1)
    await fetch(`${gateway.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `person${n}@orchard.example`, password: 'wrong' }),
    });
}

describe('the detections screen', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await noticeable(running);
  });
  after(() => running.close());

  it('shows what was noticed with the events that prove it, keeps its actor out, and takes it back', async () => {
    const { page, faults } = await running.open('/detections?rule=client-error-ratio');
    await page.getByRole('table', { name: 'Detections' }).locator('[role=row][aria-rowindex="2"]').waitFor();
    await page.keyboard.press('j');
    const panel = page.getByRole('complementary', { name: 'Detection' });
    await panel.getByRole('table', { name: 'Events' }).getByRole('cell', { name: 'login' }).first().waitFor();
    await panel.getByRole('button', { name: 'Keep out 15 min' }).click();
    await panel.getByText('kept out').waitFor();
    const denied = async () => (await fetch(`${running.gateway.url}/products`)).status;
    for (let n = 0; n < 40 && (await denied()) === 200; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await denied(), 403);
    await page.keyboard.press('u');
    await panel.getByText('taken back').waitFor();
    for (let n = 0; n < 40 && (await denied()) !== 200; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await denied(), 200);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('changes a threshold: the diff first, then a reason, and back again with one key', async () => {
    const { page } = await running.open('/detections?tab=detectors&row=client-error-ratio');
    const panel = page.getByRole('complementary', { name: 'Detector' });
    const number = panel.getByRole('spinbutton').first();
    const before = Number(await number.inputValue());
    const policy = running.project.read('portcullis.yaml');
    await number.fill(String(before + 1));
    await panel.getByRole('button', { name: 'See the change' }).click();
    await panel.getByLabel('Change of the policy').getByText(`client-error-ratio: {`).waitFor();
    await panel.getByLabel('Why').fill('a partner tries often');
    await panel.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText('the change is in the policy').waitFor();
    assert.match(running.project.read('portcullis.yaml'), /client-error-ratio: \{/);
    await page.locator('#main').click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('u');
    await page.getByText('The policy is as it was').waitFor();
    assert.equal(running.project.read('portcullis.yaml'), policy);
    await page.context().close();
  });

  it('runs the tests of a detector with the thresholds in force', async () => {
    const { page } = await running.open('/detections?tab=detectors&row=credential-stuffing');
    const panel = page.getByRole('complementary', { name: 'Detector' });
    await panel.getByRole('button', { name: 'Run them' }).click();
    await panel.getByRole('status').getByText('passed').waitFor();
    await page.context().close();
  });

  it('closes a detection with a reason, which is asked for', async () => {
    const { page } = await running.open('/detections?rule=object-enumeration');
    await page.getByRole('table', { name: 'Detections' }).locator('[role=row][aria-rowindex="2"]').click();
    const panel = page.getByRole('complementary', { name: 'Detection' });
    await panel.locator('button[aria-expanded]').click();
    const close = panel.getByRole('button', { name: 'Close it' });
    assert.ok(await close.isDisabled(), 'not without a reason');
    await panel.getByLabel('Why').fill('our own load test');
    await close.click();
    await page.getByText('Closed. The same on the command line: portcullis detections undo').waitFor();
    await panel.getByText('our own load test').waitFor();
    await page.context().close();
  });
});
