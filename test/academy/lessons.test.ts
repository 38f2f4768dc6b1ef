import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAttack, subjectOf } from '../../src/academy/attack-seen.js';
import { rules } from '../../src/audit/rules.js';
import { academyFolder, allLessons, findLesson, lessonForFinding } from '../../src/app/learn-files.js';
import { checks } from '../../src/pentest/checks.js';
import { detectors } from '../../src/telemetry/detectors.js';

const lessons = allLessons();
const words = (text: string) => text.split(/\s+/).length;

test('there are nineteen lessons, numbered in order', () => {
  assert.deepEqual(
    lessons.map(({ number }) => number),
    Array.from({ length: 19 }, (_, i) => i + 1),
  );
});

for (const lesson of lessons) {
  test(`lesson ${lesson.number} is whole: text of five minutes, sources, hints, three questions`, () => {
    const count = words(lesson.text);
    assert.ok(count >= 120 && count <= 700, `${count} words`);
    assert.match(lesson.text, /```sh\n/, 'commands to run');
    assert.ok(lesson.sources.length >= 2);
    for (const source of lesson.sources) assert.match(source, /\d|OWASP/, 'a source by number or name');
    assert.equal(lesson.hints.length, 3);
    assert.equal(lesson.questions.length, 3);
    for (const { choices, answer, because } of lesson.questions) {
      assert.ok(Object.keys(choices).length >= 3);
      assert.ok(Object.hasOwn(choices, answer));
      assert.ok(because.length > 40);
    }
    assert.ok(lesson.attack !== undefined || Object.keys(lesson.lab.answers).length > 0, 'something to do first');
  });

  test(`lesson ${lesson.number} names rules, checks and detectors that exist, and files that its lab has`, () => {
    const known = [...rules.ids, ...checks.ids, ...detectors.ids];
    assert.deepEqual(
      lesson.closes.filter((id) => !known.includes(id)),
      [],
    );
    assert.deepEqual(
      lesson.proof.checks.filter((id) => checks.get(id) === undefined),
      [],
    );
    assert.deepEqual(
      lesson.proof.audit.filter((id) => !rules.ids.includes(id)),
      [],
    );
    if (lesson.lab.code === undefined) return;
    assert.ok(fs.existsSync(path.join(academyFolder(), 'labs', lesson.id, lesson.lab.code)));
    assert.ok(lesson.edit.includes(lesson.lab.code));
  });
}

test('every check of the scanner leads to a lesson, and no rule to two', () => {
  const facts = [...checks].map(({ id, owasp }) => ({ ruleId: id, owasp }));
  assert.deepEqual(
    facts.filter((each) => lessonForFinding(each) === undefined),
    [],
  );
  const all = lessons.flatMap(({ closes }) => closes);
  assert.equal(new Set(all).size, all.length);
});

test('a finding offers its lesson with its own operation', () => {
  const found = { ruleId: 'bola-read', owasp: ['API1:2023'] as const };
  assert.deepEqual(lessonForFinding({ ...found, operationId: 'getOrder' }), {
    number: 1,
    id: '01-objects-belong-to-someone',
    title: 'Objects belong to someone',
    command: 'portcullis learn show 1 --operation getOrder',
  });
  const quoted = lessonForFinding({ ...found, operationId: 'GET /orders/{id}' });
  assert.match(quoted!.command, /--operation 'GET \/orders\/\{id\}'$/);
  assert.equal(lessonForFinding({ ruleId: 'a-rule-of-tomorrow', owasp: ['API7:2023'] })?.number, 10);
  assert.equal(lessonForFinding({ ruleId: 'a-rule-of-tomorrow', owasp: [] }), undefined);
});

test('a lesson is found by number and by name; another name is answered with the nearest', () => {
  assert.equal(findLesson('6').id, '06-mass-assignment');
  assert.equal(findLesson('mass-assignment').number, 6);
  assert.throws(() => findLesson('mass-asignment'), { code: 'NOT_FOUND', hint: 'did you mean "mass-assignment"?' });
});

test('an attack is recognised by who got what, not by the request alone', () => {
  const bob = `Bearer x.${Buffer.from('{"sub":"102"}').toString('base64url')}.y`;
  const exchange = { method: 'GET', url: '/orders/1001', authorization: bob, body: '', status: 200, answer: '{}' };
  const { attack } = findLesson('1');
  assert.equal(isAttack(attack!, exchange), true);
  assert.equal(isAttack(attack!, { ...exchange, status: 404 }), false);
  assert.equal(isAttack(attack!, { ...exchange, authorization: undefined }), false);
  assert.equal(isAttack(attack!, { ...exchange, url: '/orders/1002' }), false);
  assert.equal(subjectOf('Bearer not-a-token'), 'none');
  assert.equal(subjectOf('Bearer a.bm8ganNvbg.c'), 'none');
});
