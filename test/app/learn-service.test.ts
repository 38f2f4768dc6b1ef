import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { checkLab } from '../../src/app/learn-check.js';
import { findLesson } from '../../src/app/learn-files.js';
import { openBench } from '../../src/app/learn-bench.js';
import { attacksSeen, findLab, noteAttack, openLab, resetLab } from '../../src/app/learn-lab.js';
import { startService } from '../../src/app/learn-service.js';

const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-labs-'));
after(() => fs.rmSync(cwd, { recursive: true }));
const lab = async (name: string) => (await openLab(findLesson(name), { cwd })).lab;
const exchange = { method: 'GET', url: '/x', authorization: undefined, body: '', status: 200, answer: '' };

test('code that does not parse is told with file and line, and no service is left behind', async () => {
  const file = path.join(cwd, 'search.mjs');
  fs.writeFileSync(file, 'export function searchCondition(q) {\n  return { sql: ;\n}\n');
  await assert.rejects(startService(findLesson('11'), file), {
    code: 'LAB_BROKEN',
    place: { file, line: 2, column: 1 },
    message: /SyntaxError: Unexpected token/,
  });
});

test('code that throws when it is loaded is told with its line too', async () => {
  const file = path.join(cwd, 'throws.mjs');
  fs.writeFileSync(file, "import crypto from 'node:crypto';\n\nthrow new Error(`no ${typeof crypto}`);\n");
  await assert.rejects(startService(findLesson('15'), file), { code: 'LAB_BROKEN', message: /no object/ });
});

test('an answer of the learner that throws fails the check with its file and line', async () => {
  const made = await lab('11');
  noteAttack(made, exchange);
  const file = path.join(made.folder, 'search.mjs');
  fs.writeFileSync(file, 'export function searchCondition(q) {\n  return q.nothing.here;\n}\n');
  const { steps, attacked, fixed } = await checkLab(made, () => undefined, new AbortController().signal);
  assert.deepEqual([attacked, fixed], [true, false]);
  const search = steps.find(({ title }) => title === 'a search finds plums');
  assert.ok(search?.detail?.includes(`${file}:2:`), search?.detail);
  assert.match(search!.detail!, /TypeError/);
});

test('a policy that does not compile is told at its own place, and reset puts the lab back', async () => {
  const made = await lab('1');
  const file = path.join(made.folder, 'portcullis.yaml');
  const original = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, `${original}\nresourcess: {}\n`);
  const line = original.split('\n').length + 1;
  await assert.rejects(openBench(made), (error: { code: string; place: { file: string; line: number } }) => {
    assert.equal(error.code, 'POLICY_INVALID');
    assert.deepEqual([error.place.file, error.place.line], [file, line]);
    return true;
  });
  noteAttack(made, exchange);
  resetLab(made);
  assert.equal(fs.readFileSync(file, 'utf8'), original);
  assert.equal(attacksSeen(made), 1, 'what was done stays done');
});

test('a lab is found from inside, from where it was started, and by number; another is told how to start', async () => {
  const made = await lab('1');
  assert.equal(findLab(path.join(made.folder, 'actors'), undefined).folder, made.folder);
  assert.equal(findLab(cwd, '1').folder, made.folder);
  await lab('2');
  assert.equal(findLab(made.folder, '2').lesson.number, 2);
  assert.throws(() => findLab(cwd, undefined), { code: 'USAGE' });
  assert.throws(() => findLab(cwd, '9'), { code: 'NOT_FOUND', hint: 'portcullis learn start 9' });
});

test('without an attack nothing is started, and the step says that the lab must run', async () => {
  const made = await lab('14');
  const { steps, attacked } = await checkLab(made, assert.fail, new AbortController().signal);
  assert.equal(attacked, false);
  assert.match(steps[0]!.detail!, /portcullis learn start 14/);
  fs.writeFileSync(path.join((await lab('19')).folder, 'answers.yaml'), 'customer: [\n');
  await assert.rejects(
    checkLab(await lab('19'), assert.fail, new AbortController().signal),
    (error: { code: string; place: { line: number } }) => error.code === 'SYNTAX_INVALID' && error.place.line === 2,
  );
});
