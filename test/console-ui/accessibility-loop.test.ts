import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noChromium } from '../browser.js';
import { serious } from './axe.js';
import { someTraffic, startRunningConsole, type RunningConsole } from './running.js';

describe(
  'accessibility of findings, policy, scans, keys, identities, audit log and settings',
  { skip: noChromium },
  () => {
    let running: RunningConsole;
    let addresses: readonly string[];
    before(async () => {
      running = await startRunningConsole();
      const { project } = running;
      await someTraffic(running, 2);
      await project.run('pentest', '--quiet', '--checks', 'bfla-read,verbose-error');
      await project.run('keys', 'create', '--name', 'nightly');
      const [found] = await project.json<readonly { readonly finding: { readonly fingerprint: string } }[]>('findings');
      addresses = [
        '/findings',
        '/findings?view=each&q=nothing-has-this',
        `/findings/${found!.finding.fingerprint}`,
        '/policy?line=5',
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
    });
    after(() => running.close());

    for (const colorScheme of ['light', 'dark'] as const)
      it(`has nothing serious in any screen, ${colorScheme}`, async () => {
        const { page, context } = await running.open('/', { colorScheme });
        page.setDefaultTimeout(10_000);
        // Only colours differ between the themes.
        const only = colorScheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined;
        for (const address of addresses) {
          await page.goto(`${running.url}${address}`);
          await page.locator('#main h1').waitFor();
          await page
            .getByRole('status', { name: /^Loading/ })
            .last()
            .waitFor({ state: 'detached' });
          await page.waitForTimeout(200);
          assert.deepEqual(await serious(page, only), [], address);
        }
        await page.goto(`${running.url}/scans?kind=pentest`);
        await page.locator('[role=row][aria-rowindex="2"]').click();
        await page.getByRole('heading', { name: 'Coverage' }).waitFor();
        assert.deepEqual(await serious(page, only), [], 'a run');
        await context.close();
      });
  },
);
