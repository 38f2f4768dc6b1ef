import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { serveDocs } from '../../src/app/serve-docs.js';
import { orchardProject, type Project } from '../cli/bench.js';
import { root } from '../house/repository.js';
import { launchChromium, noChromium } from '../browser.js';

const axe = fs.readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

describe('the documentation portal in Chromium', { skip: noChromium }, () => {
  let project: Project;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveDocs>>;
  before(async () => {
    project = orchardProject();
    assert.equal((await project.run('docs', 'build', '--folder', 'site')).code, 0);
    site = await serveDocs(project.file('site'), 0);
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await site.close();
    await project.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing that axe finds wrong, ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      for (const name of ['index', 'operations/update-order', 'authentication', 'limits']) {
        await page.goto(`${site.url}${name}.html`);
        await page.addScriptTag({ content: axe });
        const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
        assert.deepEqual(
          found.violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`),
          [],
        );
      }
      await context.close();
    });
  }

  it('can be read without script, and breaks no policy of its own with it', async () => {
    const quiet = await browser.newContext({ javaScriptEnabled: false });
    const page = await quiet.newPage();
    await page.goto(`${site.url}operations/get-order.html`);
    assert.equal(await page.locator('h1').innerText(), 'One order');
    assert.equal(await page.locator('#search').isVisible(), false);
    await quiet.close();
    const loud = await browser.newPage();
    const faults: string[] = [];
    loud.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await loud.goto(`${site.url}index.html`);
    await loud.keyboard.press('/');
    await loud.keyboard.type('invoice');
    await loud.locator('#found a').first().waitFor();
    await loud.keyboard.press('Enter');
    await loud.waitForURL(/operations\/.*invoice/);
    assert.deepEqual(faults, []);
  });

  it('does not scroll sideways on a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    for (const name of ['index', 'operations/update-order', 'limits']) {
      await page.goto(`${site.url}${name}.html`);
      assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 390, name);
    }
  });
});
