import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PolicyPatch } from '../../src/core/finding.js';
import type { RunReplay } from '../../src/core/replay.js';
import { prove, type ProveOptions } from '../../src/patching/prove.js';
import { findingOf, modelOf, replayOf } from './fixture.js';

const patch: PolicyPatch = {
  id: 'patch-1',
  because: '0123456789abcdef',
  operation: 'getOrder',
  guard: 'object-owner',
  set: { owner: {} },
  expires: '2026-12-25',
};

interface Case {
  /** Code of the gateway's denial of the attack; undefined = it passes. */
  readonly code?: string;
  /** The same for the control. */
  readonly controlCode?: string;
  /** For variants, where it is another one than for the attack. */
  readonly variantCode?: string;
  readonly logged?: string;
}

/** Upstream and gateway of fixed answers. */
function runOf({ code, controlCode, variantCode = code }: Case): RunReplay {
  return async ({ steps }, { through }) => ({
    steps: steps.map((step) => {
      const original = JSON.stringify(step.request) === JSON.stringify(replayOf().steps[0]!.request);
      const wanted = step.role === 'control' ? controlCode : original ? code : variantCode;
      const denial = through === undefined ? undefined : wanted;
      const body = JSON.stringify(denial ? { type: `urn:portcullis:denial:${denial}` } : { id: 1 });
      const type = denial ? 'application/problem+json' : 'application/json';
      const headers = [
        ['content-type', type],
        ['x-request-id', 'r1'],
        ['retry-after', '12'],
      ] as const;
      const { method, path } = step.request;
      return {
        id: step.id,
        role: step.role,
        worked: denial === undefined,
        exchanges: [
          {
            actor: 'bob',
            request: { method, url: path, headers: [] },
            response: { status: denial ? 404 : 200, headers, body },
            millis: 1,
          },
        ],
      };
    }),
  });
}

async function verdictOf(row: Case, options: Partial<ProveOptions> = {}) {
  const proof = await prove({
    finding: findingOf('bola-read'),
    model: modelOf(),
    patch,
    guard: patch.guard,
    run: runOf(row),
    direct: 'http://127.0.0.1:1',
    gateway: 'http://127.0.0.1:2',
    guardsOf: async (ids) => new Map(row.logged === undefined ? [] : ids.map((id) => [id, row.logged!])),
    ...options,
  });
  return [proof.verdict, proof.because] as const;
}

const owned = { code: 'object-not-owned', logged: 'object-owner' };
const table: readonly (readonly [string, Case, Partial<ProveOptions>, string, RegExp])[] = [
  ['all is denied by the guard', owned, {}, 'proved', /stopped by object-owner; \d+ variants/],
  ['nothing is denied', {}, {}, 'bypassed', /attack itself/],
  ['the log does not have the denial', { code: 'object-not-owned' }, {}, 'inconclusive', /event log/],
  ['another guard denies', { ...owned, logged: 'roles' }, {}, 'inconclusive', /denied by roles before/],
  [
    'another guard denies where no patch is needed',
    { ...owned, logged: 'roles' },
    { patch: undefined },
    'proved',
    /by roles/,
  ],
  ['a limit denies', { code: 'rate-limited', logged: 'rate-limit' }, {}, 'inconclusive', /RATE_LIMITED/],
  [
    'a limit denies where no patch is needed',
    { code: 'rate-limited', logged: 'rate-limit' },
    { patch: undefined },
    'inconclusive',
    /RATE_LIMITED/,
  ],
  ['the upstream is gone behind the gateway', { code: 'upstream-unreachable' }, {}, 'inconclusive', /UPSTREAM/],
  ['the control is denied', { ...owned, controlCode: 'role-missing' }, {}, 'breaks-legitimate-use', /status 404/],
  ['the control has spent its limit', { ...owned, controlCode: 'rate-limited' }, {}, 'inconclusive', /in 12 s/],
];

for (const [says, row, options, verdict, because] of table) {
  it(`${says}: ${verdict}`, async () => {
    const [word, why] = await verdictOf(row, options);
    assert.equal(word, verdict, why);
    assert.match(why, because);
  });
}

it('a finding without a replay is inconclusive', async () => {
  const { replay: _, ...finding } = findingOf('bola-read');
  assert.equal((await verdictOf(owned, { finding }))[0], 'inconclusive');
});

it('a finding of no family is inconclusive', async () => {
  assert.equal((await verdictOf(owned, { finding: findingOf('nothing') }))[0], 'inconclusive');
});

it('an unreachable target is thrown, not judged', async () => {
  const run: RunReplay = async () => Promise.reject(new Error('down'));
  await assert.rejects(verdictOf(owned, { run }), /down/);
});
