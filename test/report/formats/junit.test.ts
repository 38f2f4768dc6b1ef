import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import junit from '../../../src/report/formats/junit.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Parses with a real parser: what is not well-formed throws. */
function elementsOf(text: string): readonly Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on(
    'opentag',
    ({ name, attributes }) => void found.push({ name, attributes: attributes as Record<string, string> }),
  );
  parser.write(text).close();
  return found;
}

test('a finding is a failed case of its rule', () => {
  const elements = elementsOf(junit.render(runOf([findingOf()]), plain));
  const suite = elements.find(({ name }) => name === 'testsuite')!;
  assert.deepEqual([suite.attributes['tests'], suite.attributes['failures']], ['1', '1']);
  assert.equal(elements.find(({ name }) => name === 'testcase')?.attributes['classname'], 'object-has-owner-rule');
  assert.equal(elements.find(({ name }) => name === 'failure')?.attributes['type'], 'high');
});

test('a check that ran and found nothing is a case that passed', () => {
  const cells = { getOrder: { bola: { state: 'passed', probes: 3 } as const } };
  const run = runOf([], { coverage: { operations: 1, reached: 1, unreached: {}, cells } });
  const elements = elementsOf(junit.render(run, plain));
  assert.equal(elements.find(({ name }) => name === 'testcase')?.attributes['classname'], 'bola');
  assert.ok(!elements.some(({ name }) => name === 'failure'));
});

test('a check that was skipped everywhere passed nothing', () => {
  const cells = { getOrder: { bola: { state: 'skipped', reason: 'one actor' } as const } };
  const run = runOf([], {
    coverage: { operations: 1, reached: 1, unreached: {}, cells },
    skipped: [{ id: 'bola', reason: 'one actor' }],
  });
  const elements = elementsOf(junit.render(run, plain));
  assert.deepEqual(
    elements.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes['name']),
    ['skipped'],
  );
});

test('a script of several lines can be copied from the report', () => {
  const text = junit.render(runOf([findingOf({ reproduce: '#!/bin/sh\ncurl -s http://127.0.0.1/orders/7' })]), plain);
  assert.match(text, /^reproduce:\n#!\/bin\/sh\ncurl -s http/m);
});

test('characters that XML does not know are replaced', () => {
  const text = junit.render(runOf([findingOf({ message: 'a\uFFFE\uFFFFb\u0000', operationId: 'x\uFFFF' })]), plain);
  assert.equal(elementsOf(text).filter(({ name }) => name === 'failure').length, 1);
});

test('what was accepted or skipped fails nothing', () => {
  const run = runOf([findingOf({ status: 'accepted' })], { skipped: [{ id: 'jwt-none', reason: 'no token' }] });
  const elements = elementsOf(junit.render(run, plain));
  assert.equal(elements.filter(({ name }) => name === 'skipped').length, 2);
  assert.equal(elements.find(({ name }) => name === 'testsuite')?.attributes['failures'], '0');
});

test('hostile text breaks neither the document nor a terminal', () => {
  const text = junit.render(runOf([findingOf({ message: `${hostile}</failure><x a="1">&` })]), plain);
  assert.ok(elementsOf(text).every(({ name }) => name !== 'x'));
  assert.deepEqual(commandsIn(text), []);
});

test('a pentest is a case for each operation and check, skipped ones with their reason', () => {
  const cells = {
    getOrder: {
      'bola-read': { state: 'failed', probes: 4 },
      'bola-write': { state: 'passed', probes: 3 },
      'tenant-isolation-broken': { state: 'skipped', reason: 'no foreign tenant' },
    },
    listOrders: { 'bola-read': { state: 'unreachable', reason: 'rejected-400' } },
  } as const;
  const run = runOf([findingOf({ ruleId: 'bola-read' })], {
    kind: 'pentest',
    coverage: { operations: 2, reached: 1, unreached: { listOrders: 'rejected-400' }, cells },
    skipped: [{ id: 'tenant-isolation-broken', reason: 'no foreign tenant' }],
  });
  const elements = elementsOf(junit.render(run, plain));
  const suite = elements.find(({ name }) => name === 'testsuite')!;
  assert.deepEqual(
    ['tests', 'failures', 'skipped'].map((name) => suite.attributes[name]),
    ['4', '1', '2'],
  );
  assert.deepEqual(
    elements.filter(({ name }) => name === 'skipped').map(({ attributes }) => attributes['message']),
    ['unreachable: rejected-400', 'skipped: no foreign tenant'],
  );
});
