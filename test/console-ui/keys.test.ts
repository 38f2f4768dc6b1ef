import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { startRunningConsole, type RunningConsole } from './running.js';

interface Key {
  readonly name: string;
  readonly revokedAt?: number;
  readonly replacedBy?: string;
}

describe('keys in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
  });
  after(() => running.close());

  it('are made, rotated with an overlap, watched and revoked; a secret is shown once', async () => {
    const { page, faults } = await running.open('/keys');
    page.setDefaultTimeout(10_000);
    await page.getByRole('heading', { name: 'There are no API keys' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await page.getByText('A name is needed.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('nightly-export');
    await page.getByLabel('Owner').fill('batch');
    await page.getByLabel('customer').check();
    await page.getByText('portcullis keys create --name nightly-export --roles customer --subject batch').waitFor();
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = page.getByRole('status', { name: 'Secret of nightly-export' });
    const first = (await secret.locator('pre').textContent())!;
    assert.ok(first.length > 20);
    await secret.getByRole('button', { name: 'I have it' }).click();
    assert.ok(!(await page.content()).includes(first), 'nowhere any more');

    await page.getByRole('cell', { name: 'nightly-export' }).click();
    const panel = page.getByRole('complementary', { name: 'Key nightly-export' });
    await panel.getByText(/^0 calls, 0 in the last hour/).waitFor();
    await panel.getByLabel('Both work for').selectOption('3600');
    await panel.getByRole('button', { name: 'Make its successor' }).click();
    const second = (await secret.locator('pre').textContent())!;
    assert.notEqual(second, first);
    await secret.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('cell', { name: 'replaced' }).click();
    await panel.getByText('Nobody uses it any more: it can be revoked.').waitFor();
    await panel.getByRole('button', { name: 'Revoke…' }).click();
    await panel.getByRole('button', { name: 'Revoke nightly-export for good' }).click();
    await page.getByText('nightly-export is revoked').waitFor();
    await page.getByRole('cell', { name: 'replaced' }).waitFor({ state: 'detached' });
    const keys = await running.project.json<readonly Key[]>('keys', 'list');
    assert.equal(keys.filter(({ revokedAt }) => revokedAt !== undefined).length, 1);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('keep what was typed when one cannot be made', async () => {
    const { page } = await running.open('/keys?new=1');
    page.setDefaultTimeout(10_000);
    await page.getByLabel('Name', { exact: true }).fill('later');
    await page.route('**/api/v1/keys', (route) =>
      route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue(),
    );
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('alert').getByText('Portcullis does not answer').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'later');
    await page.unroute('**/api/v1/keys');
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('status', { name: 'Secret of later' }).waitFor();
    await page.context().close();
  });
});
