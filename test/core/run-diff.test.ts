import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell, Finding, Run } from '../../src/core/finding.js';
import { diffRuns } from '../../src/core/run-diff.js';

const finding = (fingerprint: string, operationId?: string): Finding => ({
  fingerprint,
  source: 'pentest',
  ruleId: 'bola-read',
  title: 't',
  severity: 'high',
  confidence: 'confirmed',
  cwe: [639],
  owasp: ['API1:2023'],
  api: 'a',
  ...(operationId !== undefined && { operationId }),
  message: 'm',
  remedy: 'r',
  evidence: [],
  status: 'open',
});

function run(findings: readonly Finding[], states: Readonly<Record<string, Cell>> = {}): Run {
  const cells = Object.fromEntries(Object.entries(states).map(([id, cell]) => [id, { 'bola-read': cell }]));
  return {
    id: 'r',
    kind: 'pentest',
    tool: { name: 'portcullis', version: '0' },
    modelDigest: 'd',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    outcome: 'complete',
    coverage: { operations: 1, reached: 1, unreached: {}, cells },
    skipped: [],
    notes: [],
    findings,
  };
}

const names = (findings: readonly Finding[]) => findings.map(({ fingerprint }) => fingerprint);

test('what only the later run has is new, or regressed when it was known before the earlier one', () => {
  const diff = diffRuns(run([]), run([finding('a', 'x'), finding('b', 'y')]), ({ fingerprint }) => fingerprint === 'b');
  assert.deepEqual([names(diff.new), names(diff.regressed)], [['a'], ['b']]);
});

test('what both have is still there', () => {
  const diff = diffRuns(run([finding('a', 'x')]), run([finding('a', 'x')]));
  assert.deepEqual([names(diff.still), names(diff.gone), names(diff.new)], [['a'], [], []]);
});

test('a finding is gone only where the later run looked and found nothing', () => {
  const before = run([finding('a', 'x'), finding('b', 'y'), finding('c', 'z')]);
  const states = { x: { state: 'passed', probes: 2 }, y: { state: 'skipped', reason: 'throttled' } } as const;
  const diff = diffRuns(before, run([], states));
  assert.deepEqual([names(diff.gone), names(diff.untested)], [['a'], ['b', 'c']]);
});

test('one finding for several operations is gone when all of them passed', () => {
  const both = { ...finding('a', 'x'), facts: { operations: ['x', 'y'] } };
  const passed = { state: 'passed', probes: 1 } as const;
  assert.deepEqual(names(diffRuns(run([both]), run([], { x: passed })).untested), ['a']);
  assert.deepEqual(names(diffRuns(run([both]), run([], { x: passed, y: passed })).gone), ['a']);
});
