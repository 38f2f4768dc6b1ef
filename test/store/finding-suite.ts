import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Cell, Coverage, FindingStatus, Run } from '../../src/core/finding.js';
import type { Store } from '../../src/store/store.js';
import { aFinding, aRun, noon, orders, type StoreUnderTest } from './store-suite.js';

const ann = { reason: 'a public catalogue', by: 'ann' };

const coverage = (cell: Cell): Coverage => ({
  operations: 1,
  reached: 1,
  unreached: {},
  cells: { listOrders: { 'bola-read': cell } },
});

const attack = (fingerprint: string) => aFinding(fingerprint, { source: 'pentest', ruleId: 'bola-read' });

/** What every engine does with findings and their status. */
export function describeFindings(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`findings in ${engine}`, () => {
    let under: StoreUnderTest;
    let clock: StoreUnderTest['clock'];
    let store: Store;
    before(async () => {
      under = await make();
      clock = under.clock;
      store = await under.open();
    });
    after(async () => {
      await store.close();
      await under.remove();
    });

    const statusOf = async (fingerprint: string): Promise<FindingStatus> =>
      (await store.findings.get(fingerprint)).finding.status;

    describe('status of a finding over runs', () => {
      test('new is open, seen again stays, gone is fixed, back is regressed; all of it is in the history', async () => {
        const runs: Run[] = [];
        const record = async (seen: boolean) => {
          const run = aRun(seen ? [aFinding('cycle')] : []);
          runs.push(run);
          return store.findings.recordRun(run, orders);
        };
        assert.deepEqual((await record(true)).opened, ['cycle']);
        assert.deepEqual((await record(true)).seenAgain, ['cycle']);
        assert.deepEqual((await record(false)).fixed, ['cycle']);
        assert.deepEqual((await record(false)).fixed, []);
        assert.deepEqual((await record(true)).regressed, ['cycle']);
        const history = await store.findings.history('cycle');
        assert.deepEqual(
          history.map(({ from, to, run }) => [from, to, run]),
          [
            [undefined, 'open', runs[0]!.id],
            ['open', 'fixed', runs[2]!.id],
            ['fixed', 'regressed', runs[4]!.id],
          ],
        );
        const stored = await store.findings.get('cycle');
        assert.deepEqual([stored.firstRun, stored.lastRun], [runs[0]!.id, runs[4]!.id]);
        assert.ok(await store.runs.get(runs[4]!.id));
      });

      for (const status of ['patched', 'false-positive', 'accepted'] as const) {
        test(`${status} stays when it is seen again`, async () => {
          const fingerprint = `stays-${status}`;
          await store.findings.recordRun(aRun([aFinding(fingerprint)]), orders);
          await store.findings.setStatus(fingerprint, status, { ...ann, expires: '2027-01-01' });
          await store.findings.recordRun(aRun([aFinding(fingerprint)]), orders);
          assert.equal(await statusOf(fingerprint), status);
        });
      }

      test('a false positive that is not reported any more was never fixed', async () => {
        await store.findings.recordRun(aRun([aFinding('fp')]), orders);
        await store.findings.setStatus('fp', 'false-positive', ann);
        await store.findings.recordRun(aRun([]), orders);
        assert.equal(await statusOf('fp'), 'false-positive');
      });

      test('an acceptance ends at its date, without any run, and the next run says so in the history', async () => {
        await store.findings.recordRun(aRun([aFinding('risk')]), orders);
        await store.findings.setStatus('risk', 'accepted', { ...ann, expires: '2026-12-01' });
        assert.deepEqual((await store.findings.get('risk')).triage, { ...ann, expires: '2026-12-01' });
        clock.now = Date.UTC(2026, 11, 1);
        assert.equal(await statusOf('risk'), 'open');
        const open = await store.findings.list({ status: 'open' });
        assert.ok(open.some(({ finding }) => finding.fingerprint === 'risk'));
        await store.findings.recordRun(aRun([aFinding('risk')]), orders);
        clock.now = noon;
        assert.equal(await statusOf('risk'), 'open');
        assert.equal((await store.findings.get('risk')).triage, undefined);
        assert.deepEqual((await store.findings.history('risk')).at(-1)?.to, 'open');
      });

      test('a suppression in the policy holds as long as it is written there', async () => {
        await store.findings.recordRun(aRun([aFinding('suppressed', { status: 'accepted' })]), orders);
        assert.equal(await statusOf('suppressed'), 'accepted');
        await store.findings.recordRun(aRun([aFinding('suppressed')]), orders);
        assert.equal(await statusOf('suppressed'), 'open');
      });
    });

    describe('what a run proves by not reporting', () => {
      const cells: [name: string, cell: Cell | undefined, after: FindingStatus][] = [
        ['a cell that passed', { state: 'passed', probes: 3 }, 'fixed'],
        ['a skipped cell', { state: 'skipped', reason: 'throttled' }, 'open'],
        ['an unreachable cell', { state: 'unreachable', reason: 'no baseline' }, 'open'],
        ['a cell that failed for another finding', { state: 'failed', probes: 3 }, 'open'],
        ['no cell', undefined, 'open'],
      ];
      for (const [name, cell, expected] of cells) {
        test(`pentest, ${name}: ${expected}`, async () => {
          const fingerprint = `cell ${name}`;
          await store.findings.recordRun(aRun([attack(fingerprint)], { kind: 'pentest' }), orders);
          const facts = cell ? { coverage: coverage(cell) } : {};
          await store.findings.recordRun(aRun([], { kind: 'pentest', ...facts }), orders);
          assert.equal(await statusOf(fingerprint), expected);
        });
      }

      const audits: [name: string, run: Partial<Run>, scope: Parameters<Store['findings']['recordRun']>[1]][] = [
        ['an interrupted audit', { outcome: 'interrupted' }, orders],
        ['an audit that skipped the rule', { skipped: [{ id: 'operation-requires-auth', reason: 'budget' }] }, orders],
        ['an audit of another API', {}, { apis: ['customers'] }],
        ['an audit of no API', {}, { apis: [] }],
        ['an audit of other rules', {}, { apis: ['orders'], ruleIds: ['tls-floor'] }],
        ['a pentest', { kind: 'pentest', coverage: coverage({ state: 'passed', probes: 1 }) }, orders],
        ['a proof', { kind: 'proof' }, orders],
      ];
      for (const [name, run, scope] of audits) {
        test(`${name} proves nothing about an audit finding`, async () => {
          const fingerprint = `audit ${name}`;
          await store.findings.recordRun(aRun([aFinding(fingerprint)]), orders);
          await store.findings.recordRun(aRun([], run), scope);
          assert.equal(await statusOf(fingerprint), 'open');
        });
      }
    });

    describe('triage', () => {
      test('accepting needs a reason and a date, a false positive a reason', async () => {
        await store.findings.recordRun(aRun([aFinding('triage')]), orders);
        const set = store.findings.setStatus;
        await assert.rejects(set('triage', 'accepted', ann), { code: 'USAGE', message: /until a date/ });
        await assert.rejects(set('triage', 'accepted', { ...ann, expires: 'soon' }), {
          code: 'USAGE',
          message: /"soon"/,
        });
        await assert.rejects(set('triage', 'false-positive', { reason: ' ', by: 'ann' }), { code: 'USAGE' });
        assert.equal(await statusOf('triage'), 'open');
      });

      test('what is fixed is forgotten after a time with its history; open ones, and the runs that findings name, stay', async () => {
        const own = await make();
        const empty = await own.open();
        const [first, second, third] = [
          aRun([aFinding('old-fixed'), aFinding('old-open')]),
          aRun([aFinding('old-open')]),
          aRun([aFinding('old-open')]),
        ];
        for (const run of [first, second, third]) await empty.findings.recordRun(run, orders);
        const late = Date.parse(third.startedAt) + 86_400_000;
        assert.deepEqual(await empty.findings.forget(noon - 86_400_000), { findings: 0, runs: 0 });
        const { findings, runs } = await empty.findings.forget(late);
        assert.deepEqual([findings, runs], [1, 1]);
        assert.deepEqual(
          (await empty.findings.list()).map(({ finding }) => finding.fingerprint),
          ['old-open'],
        );
        assert.deepEqual(
          (await empty.runs.list()).map(({ id }) => id),
          [third.id, first.id],
        );
        assert.deepEqual(await empty.findings.history('old-fixed').catch(({ code }) => code), 'NOT_FOUND');
        await empty.close();
        await own.remove();
      });

      test('a prefix is enough when it is the only one', async () => {
        await store.findings.recordRun(aRun([aFinding('abcd1'), aFinding('abcd2'), aFinding('ab')]), orders);
        assert.equal((await store.findings.get('abcd1')).finding.fingerprint, 'abcd1');
        assert.equal((await store.findings.get('ab')).finding.fingerprint, 'ab');
        await assert.rejects(store.findings.get('abcd'), { code: 'NOT_FOUND', hint: /abcd1, abcd2/ });
        for (const nothing of ['', 'zzz', '%', '_'])
          await assert.rejects(store.findings.get(nothing), { code: 'NOT_FOUND' });
      });

      test('the list is worst first and narrows by every part of the filter', async () => {
        const facts = { api: 'listed', source: 'pentest', operationId: 'opL' } as const;
        const findings = [
          aFinding('l-low', { ...facts, severity: 'low' }),
          aFinding('l-critical', { ...facts, severity: 'critical' }),
          aFinding('l-other', { ...facts, operationId: 'opM' }),
        ];
        await store.findings.recordRun(aRun(findings, { kind: 'pentest' }), { apis: ['listed'] });
        const names = async (filter: object) =>
          (await store.findings.list({ api: 'listed', ...filter })).map(({ finding }) => finding.fingerprint);
        assert.deepEqual(await names({}), ['l-critical', 'l-other', 'l-low']);
        assert.deepEqual(await names({ severity: 'low', source: 'pentest', status: ['open', 'fixed'] }), ['l-low']);
        assert.deepEqual(await names({ operation: 'opM' }), ['l-other']);
        assert.deepEqual(await names({ status: [] }), []);
        assert.deepEqual(await names({ limit: 1 }), ['l-critical']);
      });
    });
  });
}
