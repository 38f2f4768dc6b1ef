import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { password, startRunningConsole, type RunningConsole } from './running.js';

describe('identities, audit log and settings in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
    running.project.edit('portcullis.yaml', 'getHealth: {', 'deleteCustomer: { roles: [admin] }\n  getHealth: {');
  });
  after(() => running.close());

  it('answer whether a role may call an operation, and which line says so', async () => {
    const { page } = await running.open('/identities');
    page.setDefaultTimeout(10_000);
    await page.getByRole('searchbox', { name: 'Search in operations' }).fill('deleteCustomer');
    await page.getByRole('button', { name: 'customer, deleteCustomer: no' }).click();
    const panel = page.getByRole('complementary');
    await panel.getByText('only admin may call it').waitFor();
    const line =
      running.project
        .read('portcullis.yaml')
        .split('\n')
        .findIndex((each) => each.includes('deleteCustomer:')) + 1;
    await panel
      .getByRole('link', { name: `portcullis.yaml:${line}` })
      .first()
      .waitFor();
    await panel.getByRole('button', { name: /^admin/ }).click();
    await panel.getByText('the role is in admin').waitFor();
    await page.context().close();
  });

  it('show who changed what, verify it with the proof shown, and hand it out as lines', async () => {
    const { page } = await running.open('/audit-log');
    page.setDefaultTimeout(10_000);
    await page.getByRole('cell', { name: 'log read' }).first().waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    const proof = page.getByRole('status', { name: 'Result of the verification' });
    await proof.getByText('Every record is there and unchanged').waitFor();
    assert.match((await proof.getByRole('row').nth(1).getByRole('cell').last().textContent())!, /^[\w+/]{43}=$/);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as JSON lines' }).click();
    let text = '';
    for await (const part of await (await download).createReadStream()) text += String(part);
    assert.ok(text.split('\n').some((line) => line.includes('"kind":"console_login"')));
    await page.getByLabel('What').selectOption('log_exported');
    await page.getByRole('button', { name: 'Up to now again' }).click();
    await page.getByRole('cell', { name: 'log exported' }).waitFor();
    await page.context().close();
  });

  it('add a person with a password for once, whose role shows only what it may', async () => {
    const { page } = await running.open('/settings?tab=people');
    page.setDefaultTimeout(10_000);
    await page.getByLabel('Name', { exact: true }).fill('vera');
    await page.getByLabel('Role', { exact: true }).selectOption('viewer');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const once = page.getByRole('status', { name: 'Password of vera, for once' });
    const given = (await once.locator('pre').textContent())!;
    await once.getByRole('button', { name: 'I have it' }).click();
    const vera = await running.browser.newPage();
    vera.setDefaultTimeout(10_000);
    await vera.goto(`${running.url}/`);
    await vera.getByLabel('Name').fill('vera');
    await vera.getByLabel('Password').fill(given);
    await vera.keyboard.press('Enter');
    await vera.getByLabel('The printed password').fill(given);
    await vera.getByLabel('New password', { exact: true }).fill(password);
    await vera.getByLabel('New password again').fill(password);
    await vera.keyboard.press('Enter');
    await vera.getByRole('heading', { name: 'Overview' }).waitFor();
    const rail = vera.getByRole('navigation', { name: 'Screens' });
    assert.equal(await rail.getByRole('link', { name: 'Audit log' }).count(), 0);
    await rail.getByRole('link', { name: 'Keys' }).click();
    await vera.getByRole('heading', { name: 'Keys', exact: true }).waitFor();
    assert.equal(await vera.getByRole('button', { name: /New key/ }).count(), 0);
    await page.getByLabel('Role of vera').selectOption('auditor');
    await page.getByText('vera is now auditor').waitFor();
    await page.locator('#main').click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('u');
    await page.waitForFunction(() => {
      const { document } = globalThis as unknown as {
        document: { querySelector(selector: string): { value: string } };
      };
      return document.querySelector('[aria-label="Role of vera"]').value === 'viewer';
    });
    await page.context().close();
  });

  it('make a token for a program, which works, and revoke it', async () => {
    const { page } = await running.open('/settings?tab=tokens');
    page.setDefaultTimeout(10_000);
    await page.getByLabel('Name', { exact: true }).fill('ci');
    await page.getByRole('button', { name: 'Make the token' }).click();
    const once = page.getByRole('status', { name: 'Token ci' });
    const token = (await once.locator('pre').textContent())!;
    const status = async () =>
      (await fetch(`${running.url}/api/v1/findings`, { headers: { authorization: `Bearer ${token}` } })).status;
    assert.equal(await status(), 200);
    await page.getByRole('button', { name: 'Revoke…' }).click();
    await page.getByRole('button', { name: 'Revoke ci for good' }).click();
    await page.getByText('The token ci is revoked').waitFor();
    assert.equal(await status(), 401);
    await page.context().close();
  });
});
