import assert from 'node:assert/strict';
import { test } from 'node:test';
import html from '../../../src/report/formats/html.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

const exchange = {
  actor: 'alice',
  millis: 3,
  request: { method: 'GET', url: 'http://127.0.0.1/orders/7', headers: [['accept', '*/*']] },
  response: { status: 200, headers: [['content-type', 'text/html']], body: '<script>alert(1)</script>' },
} as const;

test('scope, method, coverage, findings with evidence, and what was not tested', () => {
  const finding = findingOf({
    evidence: [{ kind: 'attack', summary: 'bob reads it', exchange: exchange as never }],
    reproduce: 'curl http://127.0.0.1/orders/7',
  });
  const run = runOf([finding], {
    kind: 'pentest',
    target: 'http://127.0.0.1:4000',
    seed: '1',
    requests: 12,
    coverage: {
      operations: 2,
      reached: 1,
      unreached: { createOrder: 'no body was accepted' },
      cells: { getOrder: { bola: { state: 'failed', probes: 4 } } },
    },
    skipped: [{ id: 'jwt-none', reason: 'no token' }],
  });
  const text = html.render(run, plain);
  for (const part of [
    'Portcullis pentest: 1 high',
    'http://127.0.0.1:4000',
    'bob reads it',
    'GET http://127.0.0.1/orders/7',
    'curl http://127.0.0.1/orders/7',
    '1 of 2 operations reached, 12 requests',
    'no body was accepted',
    'Not tested, and why',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test('findings of one cause stand together, the contents have one line for them', () => {
  const one = (fingerprint: string, ruleId: string) => findingOf({ fingerprint, ruleId, title: `Title of ${ruleId}` });
  const findings = [one('a'.repeat(16), 'r1'), one('b'.repeat(16), 'r2'), one('c'.repeat(16), 'r1')];
  const text = html.render(runOf(findings), plain);
  const nav = /<nav[\s\S]*<\/nav>/.exec(text)![0];
  assert.equal(nav.match(/<li>/g)!.length, 2);
  assert.match(nav, /href="#f-aaaaaaaaaaaa">Title of r1<\/a> <span class="count">2 findings<\/span>/);
  const sections = [...text.matchAll(/id="f-(.)/g)].map((match) => match[1]);
  assert.deepEqual(sections, ['a', 'c', 'b']);
});

test('every place of a cause is told, and how many it concerns', () => {
  const related = Array.from({ length: 25 }, (_, i) => ({ file: '/project/openapi.yaml', line: i + 100, column: 1 }));
  const instances = { count: 26, of: 30, what: 'operations' };
  const text = html.render(runOf([findingOf({ related, instances })]), plain);
  assert.match(text, /openapi\.yaml:119:1<\/code> and 5 more/);
  assert.match(text, /26 of 30 operations/);
});

test('notes of the run are not called untested, and a run without findings has no empty heading', () => {
  const text = html.render(runOf([], { notes: ['looked at 5 private files'] }), plain);
  assert.match(text, /<h2>Notes<\/h2>/);
  assert.doesNotMatch(text, /Not tested|<h2>Findings/);
});

test('what a finding quotes stays text, and nothing can run or be loaded', () => {
  const finding = findingOf({
    message: '<img src=x onerror=alert(1)>',
    evidence: [{ kind: 'attack', summary: '"><b>', exchange: exchange as never }],
  });
  const text = html.render(runOf([finding]), plain);
  assert.doesNotMatch(text, /<script|<img|<b>|<[a-z][^>]*\son\w+=/i);
  assert.match(text, /default-src 'none'/);
  assert.doesNotMatch(text, /\b(?:src|href)="(?!#)/);
});

test('hostile text commands no terminal', () => {
  assert.deepEqual(commandsIn(html.render(runOf([findingOf({ message: hostile, remedy: hostile })]), plain)), []);
});
