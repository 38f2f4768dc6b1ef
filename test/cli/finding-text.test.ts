import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingText } from '../../src/cli/finding-text.js';
import type { Finding } from '../../src/core/finding.js';
import { makePaint } from '../../src/report/paint.js';
import type { FindingChange, StoredFinding } from '../../src/store/store.js';
import { commandsIn, findingOf, hostile } from '../report/run-of.js';

const exchange = {
  actor: 'bob',
  request: {
    method: 'GET',
    url: 'http://127.0.0.1/orders/1',
    headers: [
      ['Authorization', 'Bearer $TOKEN_BOB'],
      ['X-Noise', '1'],
    ],
  },
  response: { status: 200, headers: [['Content-Type', 'application/json']], body: '{\n  "id": 1\n}' },
  millis: 3,
} as const;

function show(
  parts: Partial<Finding>,
  triage?: StoredFinding['triage'],
  history: readonly FindingChange[] = [],
): string {
  const stored = {
    finding: findingOf(parts),
    firstRun: 'r',
    firstSeenAt: 0,
    lastRun: 'r',
    lastSeenAt: 0,
    ...(triage && { triage }),
  };
  return findingText(stored, history, { paint: makePaint(false), cwd: '/project' });
}

describe('the text of one finding', () => {
  it('has the exchange that proves it, with the fields that say something', () => {
    const shown = show({ evidence: [{ kind: 'attack', summary: 'bob reads it', exchange }], reproduce: 'curl x' });
    assert.match(
      shown,
      /^ {2}attack: bob reads it\n {4}> GET http:\/\/127\.0\.0\.1\/orders\/1 {2}\(bob\)\n {6}Authorization: Bearer \$TOKEN_BOB\n {4}< 200\n/m,
    );
    assert.ok(!shown.includes('X-Noise'));
    assert.match(shown, /^reproduce\ncurl x$/m);
  });

  it('keeps a body of several lines under its exchange', () => {
    assert.match(show({ evidence: [{ kind: 'attack', summary: 's', exchange }] }), /^ {6}\{\n {8}"id": 1\n {6}\}$/m);
  });

  it('cuts a long body and says how long it is', () => {
    const long = { ...exchange, response: { ...exchange.response, body: 'x'.repeat(5000) } };
    assert.match(
      show({ evidence: [{ kind: 'attack', summary: 's', exchange: long }] }),
      /x{600}\.\.\. \(5000 characters\)/,
    );
  });

  it('says who decided what, why and until when, and the history', () => {
    const triage = { reason: 'behind the VPN', by: 'ann', expires: '2099-01-01' };
    const shown = show({ status: 'accepted' }, triage, [
      { at: 0, to: 'open', run: 'run-1' },
      { at: 60_000, from: 'open', to: 'accepted', triage },
    ]);
    assert.match(shown, /^accepted by ann: behind the VPN \(until 2099-01-01\)$/m);
    assert.match(
      shown,
      /^1970-01-01T00:00 {2}new -> open {2}run-1\n1970-01-01T00:01 {2}open -> accepted {2}ann: behind the VPN\n/m,
    );
  });

  it('shows text of contracts and answers as text: no terminal command, no forged line', () => {
    const request = { method: hostile, url: hostile, headers: [['location', hostile]], body: hostile } as const;
    const response = { status: 200, headers: [['location', hostile]], body: hostile } as const;
    const shown = show(
      {
        message: hostile,
        remedy: hostile,
        reproduce: 'curl \u001b[2J',
        place: { file: hostile, line: 1, column: 1 },
        evidence: [{ kind: 'attack', summary: hostile, exchange: { actor: 'bob', request, response, millis: 1 } }],
      },
      { reason: hostile, by: hostile },
      [{ at: 0, to: 'open', triage: { reason: hostile, by: hostile } }],
    );
    assert.deepEqual(commandsIn(shown), []);
    assert.doesNotMatch(shown, /^All checks passed/m);
  });
});
