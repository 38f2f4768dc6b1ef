import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isoDay, periodOf } from '../../console/screens/compliance/period.js';
import { noChromium } from '../browser.js';
import { serious } from './axe.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

describe('the period of evidence', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');

  it('is the last 90 days, or the span that the address names', () => {
    assert.deepEqual(periodOf({ last: '90d', from: '', to: '' }, now), {
      since: now - 90 * 86_400_000,
      until: undefined,
    });
    assert.equal(isoDay(periodOf({ last: '365d', from: '', to: '' }, now).since), '2025-11-25');
    assert.equal(isoDay(periodOf({ last: 'always', from: '', to: '' }, now).since), '2026-08-27');
  });

  it('includes both of its days', () => {
    assert.deepEqual(periodOf({ last: '90d', from: '2026-11-01', to: '2026-11-01' }, now), {
      since: Date.parse('2026-11-01'),
      until: Date.parse('2026-11-02'),
    });
  });

  it('does not take days that stand the wrong way round, or are none', () => {
    for (const [from, to] of [
      ['2026-11-02', '2026-11-01'],
      ['2026-13-40', '2026-12-01'],
      ['2026-11-01', ''],
    ])
      assert.equal(periodOf({ last: '30d', from: from!, to: to! }, now).until, undefined, `${from} ${to}`);
  });
});

describe('compliance in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    await someTraffic(running, 1);
  });
  after(() => running.close());

  it('shows controls with evidence that is present or missing, how to get it, and never a percentage', async () => {
    const { page, faults } = await running.open('/compliance?framework=soc2');
    page.setDefaultTimeout(20_000);
    const controls = page.getByRole('region', { name: 'Controls' });
    await controls.getByRole('heading', { name: /^CC6\.1/ }).waitFor();
    await page.getByText('it does not certify conformity with any framework').waitFor();
    assert.doesNotMatch((await page.locator('#main').textContent())!, /\d\s?%/);
    await page
      .getByRole('button', { name: /^missing/, pressed: false })
      .first()
      .click();
    assert.equal(await controls.getByRole('button', { name: /^present/ }).count(), 0);
    await controls
      .getByRole('button', { name: /^missing\s*Register of API keys/ })
      .first()
      .click();
    const panel = page.getByRole('complementary', { name: /^Register of API keys/ });
    await panel.getByText('portcullis keys create issues keys').waitFor();
    await running.project.run('keys', 'create', '--name', 'nightly');
    assert.match(page.url(), /show=missing/);
    await page.reload();
    await page
      .getByRole('button', { name: /^present/, pressed: false })
      .first()
      .click();
    await panel.getByRole('cell', { name: 'nightly' }).waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('keeps the period in the address', async () => {
    const { page } = await running.open('/compliance?framework=soc2&from=2020-01-01&to=2020-12-31');
    page.setDefaultTimeout(20_000);
    await page.getByText('2020-01-01 to 2020-12-31 (UTC)').waitFor();
    await page.getByLabel('Period', { exact: true }).last().selectOption('30d');
    await page.getByText('2020-01-01 to').waitFor({ state: 'detached' });
    assert.match(page.url(), /framework=soc2&last=30d$/);
    await page.context().close();
  });

  it('hands out a bundle that verifies offline', async () => {
    const { page, faults } = await running.open('/compliance?framework=soc2');
    page.setDefaultTimeout(20_000);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export bundle' }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^portcullis-soc2-\d{4}-\d{2}-\d{2}\.zip$/);
    const to = path.join(running.project.folder, 'bundle.zip');
    await file.saveAs(to);
    assert.equal(fs.readFileSync(to).subarray(0, 2).toString(), 'PK');
    const { code, stdout, stderr } = await running.project.run('evidence', 'verify', 'bundle.zip');
    assert.equal(code, 0, stdout + stderr);
    await page.getByText('its hash is in the audit log').waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`keeps nobody out, and fits a phone, ${colorScheme}`, async () => {
      const { page } = await running.open('/compliance?framework=soc2&item=console-access', { colorScheme });
      page.setDefaultTimeout(20_000);
      await page.getByRole('complementary').waitFor();
      assert.deepEqual(await serious(page), []);
      await page.setViewportSize({ width: 390, height: 844 });
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.ok((await page.evaluate<number>(overflow)) <= 0);
      await page.context().close();
    });
});
