import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { uuidv7 } from '../../src/core/ids.js';
import { launchChromium, noChromium } from '../browser.js';
import { startFixture, type Fixture } from '../console/fixture.js';
import { aFinding, aRun } from '../store/store-suite.js';
import { hostileTexts } from './hostile-texts.js';
import { signIn } from './running.js';

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();

/** Half a character cannot stand in an address. */
const inAddress = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));

/** The texts in every place that somebody outside can write into: events, names, findings, detections, audit log. */
async function plant({ app }: Fixture): Promise<void> {
  const store = await app.store();
  const now = Date.now();
  await store.events.insert(
    hostileTexts.map((text, n) => ({
      id: uuidv7(now - n * 1000),
      time: now - n * 1000,
      kind: n % 2 ? ('denial' as const) : ('access' as const),
      outcome: n % 2 ? ('denied' as const) : ('allowed' as const),
      severity: 'low' as const,
      api: 'shop',
      operationId: n % 3 ? 'getOrder' : text,
      principalId: text,
      credentialId: text,
      client: text,
      method: text.slice(0, 20),
      guard: text,
      code: text,
      signals: text,
      exchangeId: uuidv7(now - n * 1000),
      detail: { [text]: text, nested: { list: [text] } },
    })),
  );
  const findings = hostileTexts.map((text, n) =>
    aFinding(n.toString(16).padStart(16, 'e'), {
      api: 'shop',
      operationId: 'getOrder',
      ruleId: `rule-${n}`,
      title: text,
      message: text,
      remedy: text,
      reproduce: text,
      evidence: [
        {
          kind: 'attack',
          summary: text,
          exchange: {
            actor: 'alice',
            request: {
              method: 'GET',
              url: `http://127.0.0.1/${inAddress(text)}`,
              headers: [['x-text', text]],
              body: text,
            },
            response: { status: 200, headers: [['x-text', text]], body: text },
            millis: 3,
          },
        },
      ],
    }),
  );
  await store.findings.recordRun(aRun(findings, { kind: 'pentest', notes: hostileTexts.slice(0, 20) }), {
    apis: ['shop'],
  });
  for (const [n, text] of hostileTexts.entries()) {
    const id = uuidv7(now - n * 1000);
    const document = {
      id,
      time: now,
      rule: 'path-discovery',
      title: text,
      severity: 'high',
      summary: text,
      about: { kind: 'client', id: text },
      actor: { key: text, principalId: text, credentialId: text, address: text },
      operations: [text],
      proposes: [],
      acts: [],
      samples: [],
      runbook: text,
      attack: text,
    };
    await store.detections.add({ id, rule: 'path-discovery', about: `client ${text}`, time: now - n * 1000, document });
  }
  for (const text of hostileTexts.slice(0, 40)) {
    await store.audit.append({ kind: 'log_exported', actor: text, detail: { text } });
    await store.keys.create({
      id: uuidv7(now),
      prefix: text.slice(0, 12),
      name: text,
      digest: randomBytes(32),
      pepperVersion: 1,
      roles: [text],
      scopes: [text],
      createdAt: now,
    });
  }
}

describe('hostile text in the console', { skip: noChromium }, () => {
  let fixture: Fixture;
  let browser: Browser | undefined;
  let context: BrowserContext;
  before(async () => {
    fixture = await startFixture({}, {}, { filesFolder: path.join(root, 'dist', 'console') });
    await plant(fixture);
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([await signIn(fixture.served.url, fixture.served.firstLogin!.password)]);
  });
  after(async () => {
    await browser?.close();
    await fixture.close();
  });

  /** Opens a screen, does something there, and looks whether any of the texts was more than text. */
  async function drive(address: string, act: (page: Page) => Promise<unknown> = async () => undefined): Promise<void> {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => faults.push('a dialog')));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(fixture.served.url)) faults.push(`a request to ${request.url().slice(0, 80)}`);
    });
    await page.goto(`${fixture.served.url}${address}`);
    await page.locator('#main').waitFor();
    await act(page);
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate('globalThis.ran'), undefined, `${address}: something ran`);
    assert.equal(await page.locator('.planted').count(), 0, `${address}: a text became an element`);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    assert.ok(overflow <= 0, `${address}: the page is ${overflow} px too wide`);
    assert.deepEqual(faults, [], address);
    await page.close();
  }

  /** Goes along a table with the keyboard, each row opened beside it: 25 rows are one of each kind. */
  const throughRows = (count: number) => async (page: Page) => {
    await page.locator('[role=row][aria-rowindex="2"]').waitFor();
    for (let n = 0; n < count; n += 1) await page.keyboard.press('j');
  };

  it('is text in the overview, the inventory and an operation', async () => {
    assert.equal(hostileTexts.length, 200);
    await drive('/');
    await drive('/inventory');
    await drive('/inventory/shop/getOrder');
  });

  it('is text in the traffic: in rows, values, details and completions', async () => {
    await drive('/traffic', async (page) => {
      await throughRows(2 * 25)(page);
      const list = page.getByRole('region', { name: 'Events' });
      for (let top = 0; top < hostileTexts.length * 32; top += 600)
        await list.evaluate((table, to) => table.scrollTo(0, to), top);
      await page.getByLabel('Query').fill('principal:');
      await page.getByRole('listbox', { name: 'Completions' }).waitFor();
    });
  });

  it('is text in what is known of a client, whose name it is', async () => {
    const isThere = (page: Page) =>
      page.locator('[role=row][aria-rowindex="2"]').or(page.locator('[data-state]')).first().waitFor();
    for (const [n, text] of hostileTexts.entries())
      if (n % 27 === 0) await drive(`/clients/principal/${inAddress(text)}?last=30d`, isThere);
  });

  it('is text in detections and in what they are about', async () => {
    await drive('/detections', throughRows(25));
  });

  it('is text in findings, runs, keys and the audit log', async () => {
    for (const address of ['/findings', '/scans', '/policy', '/keys', '/audit-log', '/identities', '/settings'])
      await drive(address);
    for (const n of [0, 9, 17, 33, 121]) await drive(`/findings/${n.toString(16).padStart(16, 'e')}`);
  });

  it('is text in an address that belongs to no screen, and in the query of one', async () => {
    await drive(`/${inAddress(hostileTexts[1]!)}`);
    await drive(`/traffic?q=${inAddress(hostileTexts[9]!)}`);
    await drive(`/inventory/shop/${inAddress(hostileTexts[2]!)}`);
  });
});
