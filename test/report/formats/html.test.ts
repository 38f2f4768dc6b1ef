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
