import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assignBody, assignCommand } from '../../console/screens/learn/assign-form.js';
import { allLessons } from '../../src/app/learn-files.js';
import { openStore } from '../../src/store/open-store.js';
import { noChromium } from '../browser.js';
import { serious } from './axe.js';
import { startRunningConsole, type RunningConsole } from './running.js';

describe('an assignment', () => {
  const form = { lesson: '2', whom: 'role', role: 'analyst', person: 'ann lee', due: '2027-01-31' } as const;

  it('names a role or a person, never both, by the API and as a command', () => {
    assert.deepEqual(assignBody(form), { lesson: '2', role: 'analyst', due: '2027-01-31' });
    assert.equal(assignCommand(form), 'portcullis learn assign 2 --role analyst --due 2027-01-31');
    const toAnn = { ...form, whom: 'person' } as const;
    assert.deepEqual(assignBody(toAnn), { lesson: '2', person: 'ann lee', due: '2027-01-31' });
    assert.equal(assignCommand(toAnn), "portcullis learn assign 2 --person 'ann lee' --due 2027-01-31");
  });
});

/** The first lesson as completed two days ago, with its first two questions due. */
async function completed(running: RunningConsole): Promise<void> {
  const [lesson] = allLessons();
  const store = openStore(running.project.file('.portcullis'), {});
  const now = Date.now();
  const [completedAt, expiresAt] = [now - 2 * 86_400_000, now + 300 * 86_400_000];
  const about = { person: 'admin', lesson: lesson!.id };
  await store.learning.addRecord({ ...about, version: 1, resultHash: '', completedAt, expiresAt });
  for (const n of [1, 2])
    await store.learning.saveQuestion({ ...about, n, step: 1, dueAt: now - n * 1000, answeredAt: completedAt });
  await store.close();
}

describe('lessons in the console', { skip: noChromium }, () => {
  let running: RunningConsole;
  before(async () => {
    running = await startRunningConsole();
  });
  after(() => running.close());

  it('are read as text with commands to copy, and nothing in them is markup of the page', async () => {
    const { page, faults } = await running.open('/learn');
    page.setDefaultTimeout(20_000);
    await page.getByText('19 lessons, 0 done.').waitFor();
    await page.getByRole('cell', { name: 'Objects belong to someone' }).click();
    await page.getByRole('heading', { name: '1. Objects belong to someone' }).waitFor();
    await page.getByText('curl -s "$GATEWAY/orders/1001"').waitFor();
    await page.getByText('portcullis learn start 1', { exact: true }).last().waitFor();
    const about = encodeURIComponent('<img src=x onerror=alert(1)>`<b>x</b>');
    await page.goto(`${running.url}/learn/1?operation=${about}`);
    await page.getByText('This is about your own').waitFor();
    assert.equal(await page.locator('#main img, #main b').count(), 0);
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  it('ask again what is due, and say why an answer is right or not', async () => {
    await completed(running);
    const { page } = await running.open('/learn');
    page.setDefaultTimeout(20_000);
    await page.getByText('1 more due.').waitFor();
    const lesson = allLessons()[0]!;
    const second = lesson.questions[1]!;
    await page.getByRole('group', { name: second.ask }).waitFor();
    const wrong = Object.keys(second.choices).find((letter) => letter !== second.answer)!;
    await page.getByLabel(`${wrong}: ${second.choices[wrong]}`).check();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText(`Not right: it is ${second.answer}`).waitFor();
    await page.getByText(second.because).waitFor();
    await page.getByRole('button', { name: 'Next question' }).click();
    const first = lesson.questions[0]!;
    await page.getByLabel(`${first.answer}: ${first.choices[first.answer]}`).check();
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await page.getByText('Right', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'That was the last one' }).click();
    await page.getByRole('group', { name: first.ask }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Objects belong to someone.*done/ }).waitFor();
    await page.context().close();
  });

  it('are assigned by an admin, taken back, and assigned again', async () => {
    const { page } = await running.open('/learn?tab=everybody');
    page.setDefaultTimeout(20_000);
    await page.getByText('Nothing is assigned.').waitFor();
    await page.getByLabel('To', { exact: true }).selectOption('person');
    await page.getByLabel('Person').selectOption('admin');
    await page.getByLabel('Lesson', { exact: true }).selectOption('2');
    await page.getByLabel('Due').fill('2027-01-31');
    await page.getByText('portcullis learn assign 2 --person admin --due 2027-01-31').waitFor();
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    const row = page.getByRole('group', { name: 'Assignments' }).getByRole('row', { name: /^2\..*admin.*2027-01-31/ });
    await row.waitFor();
    await row.getByRole('button', { name: /^Take back/ }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Undo/ }).click();
    await row.waitFor();
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`keep nobody out, and fit a phone, ${colorScheme}`, async () => {
      const { page } = await running.open('/learn', { colorScheme });
      page.setDefaultTimeout(20_000);
      for (const [address, shown] of [
        ['/learn', 'lessons, '],
        ['/learn?tab=everybody', 'Assigned'],
        ['/learn/1', 'The lab'],
      ]) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${running.url}${address}`);
        await page.getByText(shown!).first().waitFor();
        assert.deepEqual(await serious(page), [], address);
        await page.setViewportSize({ width: 390, height: 844 });
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.ok((await page.evaluate<number>(overflow)) <= 0, address);
      }
      await page.context().close();
    });
});
