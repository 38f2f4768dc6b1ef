import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldKinds } from '../../src/core/inspection.js';
import { inspectValue } from '../../src/inspection/inspect.js';
import { readings } from '../../src/inspection/kinds.js';

const part = { in: 'body', isName: false, name: 'value' } as const;

test('every kind has a reading', () => {
  assert.deepEqual(Object.keys(readings).sort(), [...fieldKinds].sort());
});

test('pinned values, passwords and binary data are not looked at', () => {
  for (const kind of ['pinned', 'password', 'binary'] as const) {
    assert.equal(inspectValue('<script>alert(1)</script>', kind, part), undefined);
  }
});

test('code in back-ticks of markdown is quoted, code outside is not', () => {
  assert.equal(inspectValue('Use `<script>alert(1)</script>` like so', 'markdown', part), undefined);
  assert.equal(inspectValue('Hi <script>alert(1)</script>', 'markdown', part)?.family, 'xss');
});

test('a prompt is watched and never denied', () => {
  assert.equal(inspectValue('Explain <script>alert(1)</script>', 'prompt', part)?.monitorsOnly, true);
});

test('fields for code, queries and logs hold them, but no lookup and no serialised object', () => {
  for (const kind of ['code', 'sql', 'expression', 'log'] as const) {
    assert.equal(inspectValue("1' union select 1,2 --", kind, part), undefined);
    assert.equal(inspectValue('${jndi:ldap://example.com/a}', kind, part)?.family, 'jndi');
  }
});

test('a url is asked where it leads', () => {
  assert.equal(inspectValue('http://169.254.169.254/latest/', 'url', part)?.family, 'ssrf');
  assert.equal(inspectValue('javascript:alert(1)', 'url', part)?.family, 'xss');
});
