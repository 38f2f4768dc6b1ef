import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import text from '../../../src/report/formats/text.js';
import { commandsIn, findingOf, hostile, plain, runOf } from '../run-of.js';

const lines = (shown: string): readonly string[] => shown.trimEnd().split('\n');
const last = (shown: string): string => lines(shown).at(-1)!;

describe('the text report', () => {
  it('shows a finding as what, which, where and the way out', () => {
    assert.equal(
      text.render(runOf([findingOf()]), plain),
      `high      GET /orders/{orderId} takes the id of any order (firm)
          01234567  object-has-owner-rule  API1:2023 CWE-639
          openapi.yaml:12:5
          fix: Declare the owner.

1 finding: 1 high
`,
    );
  });

  it('has the worst first and the counts last', () => {
    const findings = (['low', 'critical', 'medium', 'critical'] as const).map((severity) => findingOf({ severity }));
    const shown = text.render(runOf(findings), plain);
    assert.deepEqual(shown.match(/^(critical|medium|low)(?= )/gm), ['critical', 'critical', 'medium', 'low']);
    assert.equal(last(shown), '4 findings: 2 critical, 1 medium, 1 low');
  });

  it('says that there is nothing, and whether that is the whole truth', () => {
    assert.equal(text.render(runOf([]), plain).trim(), '0 findings');
    const stopped = text.render(runOf([], { outcome: 'interrupted' }), plain);
    assert.match(stopped, /This run is interrupted\.\n0 findings so far\n$/);
  });

  const manyOf = (rules: number, each: number, parts: Parameters<typeof findingOf>[0] = {}) =>
    Array.from({ length: rules * each }, (_, i) =>
      findingOf({
        ruleId: `rule-${String(i % rules).padStart(2, '0')}-holds`,
        title: `Rule ${i % rules} does not hold`,
        fingerprint: String(i).padStart(8, '0').padEnd(16, '0'),
        severity: (['medium', 'high', 'low'] as const)[(i % rules) % 3]!,
        message: `Operation number ${i} does what the rule says it should never do, at some length`,
        ...parts,
      }),
    );

  it('groups many findings by cause, the worst first, with three places and one fix each', () => {
    const shown = text.render(runOf(manyOf(4, 10)), plain);
    assert.deepEqual(shown.match(/^(high|medium|low) .*$/gm), [
      'high      Rule 1 does not hold  ·  10 findings',
      'medium    Rule 0 does not hold  ·  10 findings',
      'medium    Rule 3 does not hold  ·  10 findings',
      'low       Rule 2 does not hold  ·  10 findings',
    ]);
    const block = lines(shown).slice(0, 5);
    assert.match(block[1]!, /^ {10}00000001 {2}openapi\.yaml:12:5 {2}Operation number 1 does/);
    assert.match(block[4]!, /^ {10}rule-01-holds {2}fix: Declare the owner\.$/);
    assert.equal(last(shown), '40 findings: 10 high, 20 medium, 10 low');
  });

  it('fits on a screen however many there are, says what is left out, and where all of it is', () => {
    const notes = Array.from({ length: 90 }, (_, i) => `openapi.yaml:${i}:1: Something was left out`);
    const skipped = Array.from({ length: 90 }, (_, i) => ({ id: `skipped-${i}`, reason: 'there is no policy file' }));
    for (const [rules, each] of [
      [40, 25],
      [9, 700],
      [118, 1],
    ] as const) {
      const shown = text.render(runOf(manyOf(rules, each), { notes, skipped }), { ...plain, width: 80 });
      assert.ok(lines(shown).length <= 60, `${lines(shown).length} lines`);
      assert.match(shown, /^every finding: --format json, html or sarif$/m);
      if (rules > 10) assert.match(shown, /^\d+ more causes: .* and \d+ more$/m);
      assert.match(shown, /^86 more notes, in --format json$/m);
      assert.match(last(shown), new RegExp(`^${rules * each} findings: `));
    }
  });

  it('shows as many causes with places as there is room for, ten at most', () => {
    const shown = text.render(runOf(manyOf(40, 5)), plain);
    assert.equal(shown.match(/^(high|medium|low) /gm)?.length, 9);
    const ones = text.render(runOf(manyOf(40, 1)), plain);
    assert.equal(ones.match(/^(high|medium|low) /gm)?.length, 10);
  });

  it('says of a cause with one finding what that is, and of one with several kinds how many of each', () => {
    const findings = [
      ...manyOf(1, 16, { ruleId: 'mixed', severity: 'medium' }),
      findingOf({ ruleId: 'mixed', severity: 'critical', title: 'Mixed' }),
      findingOf({
        ruleId: 'single',
        message: 'GET /orders is open',
        instances: { count: 3, of: 40, what: 'operations' },
      }),
    ];
    const shown = text.render(runOf(findings), plain);
    assert.match(shown, /^critical {2}Mixed {2}· {2}17 findings \(1 critical, 16 medium\)$/m);
    assert.match(
      shown,
      /^high {6}GET \/orders is open {2}· {2}3 of 40 operations\n {10}01234567 {2}single {2}openapi\.yaml:12:5$/m,
    );
  });

  it('leaves out what was accepted or called a false positive, and says how many', () => {
    const findings = [
      findingOf({ status: 'accepted' }),
      findingOf({ status: 'false-positive' }),
      findingOf({ severity: 'low' }),
    ];
    const shown = text.render(runOf(findings), plain);
    assert.match(shown, /^2 accepted or false positive, not shown$/m);
    assert.equal(last(shown), '1 finding: 1 low');
  });

  it('wraps long messages at the width of the terminal, under the message', () => {
    const message = 'word '.repeat(60).trim();
    const shown = lines(text.render(runOf([findingOf({ message, confidence: 'confirmed' })]), { ...plain, width: 60 }));
    assert.ok(
      shown.slice(0, 6).every((line) => line.length <= 60),
      shown.join('\n'),
    );
    assert.match(shown[1]!, /^ {10}word/);
  });

  it('says how many places share the cause', () => {
    const instances = { count: 3, of: 40, what: 'operations' };
    assert.match(text.render(runOf([findingOf({ instances })]), plain), /openapi\.yaml:12:5 {2}·  3 of 40 operations/);
  });

  it('says each reason for skipped checks and unreached operations once', () => {
    const skipped = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, reason: 'needs a second actor' }));
    const unreached = { login: 'needs-safety-writes', logout: 'out-of-scope', signup: 'needs-safety-writes' };
    const coverage = { operations: 5, reached: 2, unreached, cells: {} };
    const shown = text.render(runOf([], { kind: 'pentest', requests: 17, skipped, coverage }), plain);
    assert.match(shown, /^skipped: a, b, c and 2 more \(needs a second actor\)$/m);
    assert.match(shown, /^not reached: login, signup \(needs-safety-writes\)$/m);
    assert.match(shown, /^not reached: logout \(out-of-scope\)$/m);
    assert.match(shown, /^operations reached 2\/5, 17 requests$/m);
  });

  it('names what was left behind, with the command that removes it', () => {
    const leftovers = [{ what: 'order 7', reproduce: 'curl -X DELETE http://127.0.0.1/orders/7' }];
    assert.match(
      text.render(runOf([], { leftovers }), plain),
      /^left behind: order 7; remove it with: curl -X DELETE/m,
    );
  });

  it('has colours only where they are wanted', () => {
    const run = runOf([findingOf()]);
    assert.deepEqual(commandsIn(text.render(run, plain)), []);
    // oxlint-disable-next-line no-control-regex
    assert.match(text.render(run, { ...plain, color: true }), /\u001b\[31mhigh/);
  });

  it('shows text of contracts and answers as text: no terminal command, no forged line', () => {
    const finding = findingOf({
      message: hostile,
      remedy: hostile,
      place: { file: hostile, line: 1, column: 1 },
      instances: { count: 2, what: hostile },
    });
    const shown = text.render(
      runOf([finding], {
        kind: 'pentest',
        notes: [hostile],
        skipped: [{ id: hostile, reason: hostile }],
        leftovers: [{ what: hostile, reproduce: hostile }],
        coverage: { operations: 1, reached: 0, unreached: { [hostile]: hostile }, cells: {} },
      }),
      plain,
    );
    assert.deepEqual(commandsIn(shown), []);
    assert.ok(!lines(shown).some((line) => line.startsWith('All checks passed')));
    assert.match(shown, /\\u\{1b\}/);
  });
});
