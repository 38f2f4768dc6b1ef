import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Coverage } from '../../src/core/finding.js';
import { apiFilter, filterText, listCommand, tabOf } from '../../console/screens/findings/filter.js';
import { keyBody, keyCommand } from '../../console/screens/keys/key-form.js';
import { cellText, coverageFacts } from '../../console/screens/scans/coverage-facts.js';
import { runBody, runCommand, type RunForm } from '../../console/screens/scans/run-form.js';

describe('the filter of findings', () => {
  const empty = { severity: '', source: '', api: '', operation: '', rule: '', q: '' };

  it('opens the tab that means the states of a link, in whatever order they are', () => {
    assert.deepEqual(tabOf('', ''), { tab: 'open', status: 'open,regressed' });
    assert.deepEqual(tabOf('', 'regressed,open'), { tab: 'open', status: 'open,regressed' });
    assert.deepEqual(tabOf('', 'patched'), { tab: 'patched', status: 'patched' });
    assert.deepEqual(tabOf('', 'open,fixed'), { tab: '', status: 'open,fixed' });
    assert.deepEqual(tabOf('all', ''), { tab: 'all', status: '' });
  });

  it('goes to the API without what is empty, and says in words what narrows it', () => {
    const filter = { ...empty, ...tabOf('', ''), severity: 'high', q: 'order' };
    assert.deepEqual(apiFilter(filter), { status: 'open,regressed', severity: 'high', q: 'order' });
    assert.equal(filterText(filter), 'severity high, q order');
    assert.equal(filterText({ ...filter, severity: '', q: '' }), '');
  });

  it('shows a command only where that selects the same', () => {
    assert.equal(
      listCommand({ status: 'open', severity: 'high' }),
      'portcullis findings --status open --severity high',
    );
    assert.equal(
      listCommand({ operation: 'GET /x' }),
      "portcullis findings --status open,regressed,patched,accepted,false-positive,fixed --operation 'GET /x'",
    );
    assert.equal(listCommand({ q: 'x' }), undefined);
    assert.equal(listCommand({ severity: 'high,low' }), undefined);
  });
});

describe('a new scan', () => {
  const form: RunForm = {
    kind: 'pentest',
    safety: 'read-only',
    through: false,
    tentative: false,
    api: '',
    operations: '',
    checks: '',
    seed: '',
  };

  it('asks for nothing that was left as it was', () => {
    assert.deepEqual(runBody(form), { kind: 'pentest', safety: 'read-only' });
    assert.equal(runCommand(form), 'portcullis pentest');
    assert.deepEqual(runBody({ ...form, kind: 'audit', safety: 'writes' }), { kind: 'audit' });
    assert.equal(runCommand({ ...form, kind: 'audit' }), 'portcullis audit');
  });

  it('is the same by the API and as a command', () => {
    const asked: RunForm = {
      ...form,
      safety: 'writes',
      through: true,
      operations: 'getOrder, login',
      checks: 'bola-read',
      seed: ' 7 ',
    };
    assert.deepEqual(runBody(asked), {
      kind: 'pentest',
      safety: 'writes',
      through: true,
      operations: ['getOrder', 'login'],
      checks: ['bola-read'],
      seed: '7',
    });
    assert.equal(
      runCommand(asked),
      'portcullis pentest --safety writes --through --operation getOrder,login --checks bola-read --seed 7',
    );
  });
});

describe('coverage', () => {
  const coverage: Coverage = {
    operations: 2,
    reached: 1,
    unreached: { a: 'out-of-scope' },
    cells: {
      a: { x: { state: 'unreachable', reason: 'no call' }, y: { state: 'skipped', reason: 'nothing to try it on' } },
      b: {
        x: { state: 'passed', probes: 1 },
        y: { state: 'failed', probes: 3 },
        z: { state: 'skipped', reason: 'nothing to try it on' },
      },
    },
  };

  it('counts what passed apart from what was not tried, and says why, most frequent first', () => {
    const { counts, reasons, checks, operations } = coverageFacts(coverage);
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 2, unreachable: 1 });
    assert.deepEqual(reasons, [
      { reason: 'nothing to try it on', count: 2 },
      { reason: 'no call', count: 1 },
    ]);
    assert.deepEqual(checks, ['y', 'x', 'z'], 'what found something first');
    assert.deepEqual(operations, ['b', 'a'], 'what was reached first');
  });

  it('never calls a cell passed that has no request', () => {
    assert.equal(cellText(coverage.cells['b']!['x']), 'passed with 1 request');
    assert.equal(cellText(coverage.cells['a']!['y']), 'skipped: nothing to try it on');
    assert.equal(cellText(undefined), 'not tried');
  });
});

describe('a new key', () => {
  it('is the same by the API and as a command, with names quoted', () => {
    const form = {
      name: " night's ",
      subject: 'batch',
      tenant: '',
      roles: ['admin'],
      scopes: 'read, write',
      expires: '2026-12-05',
    };
    assert.deepEqual(keyBody(form), {
      name: "night's",
      roles: ['admin'],
      scopes: ['read', 'write'],
      subject: 'batch',
      expires: '2026-12-05',
    });
    assert.equal(
      keyCommand(form, Date.parse('2026-11-25')),
      String.raw`portcullis keys create --name 'night'\''s' --roles admin --scopes read,write --subject batch --expires-days 10`,
    );
  });
});
