import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ConsoleUser } from '../../src/store/console.js';
import type { Store } from '../../src/store/store.js';
import { accessFacts, aFinding, anEvent, aRun, noon, type StoreUnderTest } from './store-suite.js';

const ann: ConsoleUser = {
  name: 'ann',
  role: 'admin',
  via: 'password',
  mustChangePassword: true,
  disabled: false,
  createdAt: noon,
};
const session = (digest: string, user: string) => ({
  digest,
  user,
  createdAt: noon,
  lastSeenAt: noon,
  expiresAt: noon + 1000,
});

/** What every engine's store of people must do, and the pages that the console reads. */
export function describeConsole(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`people of the console in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
      await store.console.addUser(ann, 'hash-1');
    });
    after(async () => {
      await store.close();
      await under.remove();
    });

    it('keeps a person and the hash of the password, the hash apart', async () => {
      assert.deepEqual(await store.console.user('ann'), ann);
      assert.equal(await store.console.passwordOf('ann'), 'hash-1');
      assert.equal(await store.console.passwordOf('nobody'), undefined);
      await assert.rejects(store.console.addUser(ann), { code: 'USAGE' });
    });

    it('ends the sessions of a person whose password, role or state changes', async () => {
      await store.console.addSession(session('s1', 'ann'));
      assert.equal((await store.console.session('s1'))?.user, 'ann');
      assert.equal((await store.console.user('ann'))?.lastLoginAt, noon);
      const changed = await store.console.changeUser('ann', { password: 'hash-2', mustChangePassword: false });
      assert.equal(changed.mustChangePassword, false);
      assert.equal(await store.console.passwordOf('ann'), 'hash-2');
      assert.equal(await store.console.session('s1'), undefined);
    });

    it('never loses the last admin', async () => {
      const refused = { code: 'USAGE', message: 'The last admin must stay' };
      await assert.rejects(store.console.changeUser('ann', { role: 'viewer' }), refused);
      await assert.rejects(store.console.changeUser('ann', { disabled: true }), refused);
      await assert.rejects(store.console.removeUser('ann'), refused);
      assert.equal((await store.console.user('ann'))?.role, 'admin');
    });

    it('changes and removes others also where nobody is admin yet', async () => {
      const other = await make();
      const early = await other.open();
      await early.console.addUser({ ...ann, name: 'vic', role: 'viewer' }, 'hash-1');
      assert.equal((await early.console.changeUser('vic', { password: 'hash-2' })).role, 'viewer');
      await early.console.removeUser('vic');
      await early.close();
      await other.remove();
    });

    it('removes a person with the sessions, and tells of what is not there', async () => {
      await store.console.addUser({ ...ann, name: 'ben', role: 'viewer' });
      await store.console.addSession(session('s2', 'ben'));
      await store.console.removeUser('ben');
      assert.equal(await store.console.session('s2'), undefined);
      await assert.rejects(store.console.removeUser('ben'), { code: 'NOT_FOUND' });
      await assert.rejects(store.console.changeUser('ben', {}), { code: 'NOT_FOUND' });
    });

    it('forgets sessions that are over at the next login', async () => {
      await store.console.addSession(session('old', 'ann'));
      under.clock.now = noon + 1000;
      await store.console.addSession({ ...session('new', 'ann'), expiresAt: noon + 9000 });
      assert.equal(await store.console.session('old'), undefined);
      await store.console.touchSession('new', noon + 2000);
      assert.equal((await store.console.session('new'))?.lastSeenAt, noon + 2000);
      await store.console.endSession('new');
      assert.equal(await store.console.session('new'), undefined);
    });

    it('finds a token by its digest, remembers its use once a minute and keeps when it was revoked', async () => {
      const token = {
        id: 't1',
        name: 'ci',
        role: 'analyst',
        createdBy: 'ann',
        createdAt: noon,
        expiresAt: noon + 9,
      } as const;
      await store.console.addToken(token, 'digest');
      assert.deepEqual(await store.console.tokenOf('digest'), token);
      await store.console.touchToken('t1', noon + 5);
      await store.console.touchToken('t1', noon + 6);
      assert.equal((await store.console.tokenOf('digest'))?.lastUsedAt, noon + 5);
      const { revokedAt } = await store.console.revokeToken('t1');
      under.clock.now += 5000;
      assert.equal((await store.console.revokeToken('t1')).revokedAt, revokedAt);
      await assert.rejects(store.console.revokeToken('t2'), { code: 'NOT_FOUND' });
    });

    it('has every change in the audit log, and no hash', async () => {
      const entries = await store.audit.list({ limit: 100 });
      const kinds = new Set(entries.map(({ kind }) => kind));
      for (const kind of ['console_user_added', 'console_user_changed', 'console_user_removed', 'console_login']) {
        assert.ok(kinds.has(kind as never), kind);
      }
      assert.ok(!JSON.stringify(entries).includes('hash-'));
    });
  });

  describe(`pages of the console in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    const fingerprints = ['a1', 'b2', 'c3', 'd4', 'e5'];
    before(async () => {
      under = await make();
      store = await under.open();
      const found = fingerprints.map((fingerprint, n) =>
        aFinding(fingerprint, {
          severity: n % 2 ? 'high' : 'low',
          ruleId: n < 3 ? 'one' : 'two',
          operationId: 'getOrder',
        }),
      );
      await store.findings.recordRun(aRun(found, { kind: 'pentest' }), { apis: ['shop'] });
    });
    after(async () => {
      await store.close();
      await under.remove();
    });

    it('gives findings page by page, each once, worst first', async () => {
      const seen: string[] = [];
      let last: { severity: 'high'; lastSeenAt: number; fingerprint: string } | undefined;
      for (;;) {
        const page = await store.findings.page({ limit: 2, ...(last ? { after: last } : {}) });
        if (page.length === 0) break;
        seen.push(...page.map(({ finding }) => finding.fingerprint));
        const { finding, lastSeenAt } = page.at(-1)!;
        last = { severity: finding.severity as 'high', lastSeenAt, fingerprint: finding.fingerprint };
      }
      assert.deepEqual(seen, ['b2', 'd4', 'a1', 'c3', 'e5']);
    });

    it('selects by words of rule, operation and fingerprint, literally', async () => {
      const found = async (text: string) => (await store.findings.page({ text })).length;
      assert.equal(await found('GETORDER'), 5);
      assert.equal(await found('two'), 2);
      assert.equal(await found('b2'), 1);
      assert.equal(await found('%'), 0);
      assert.equal(await found('_'), 0);
    });

    it('counts by status and severity, and groups by cause', async () => {
      const counts = await store.findings.counts();
      assert.deepEqual(counts.map(({ status, severity, count }) => `${status} ${severity} ${count}`).toSorted(), [
        'open high 2',
        'open low 3',
      ]);
      const groups = await store.findings.groups();
      assert.deepEqual(
        groups.map(({ rule, severity, count }) => [rule, severity, count]),
        [
          ['one', 'high', 3],
          ['two', 'high', 2],
        ],
      );
      assert.deepEqual(
        (await store.findings.groups({ limit: 1, offset: 1 })).map(({ rule }) => rule),
        ['two'],
      );
    });

    it('says of every operation how many findings are open, and the worst', async () => {
      const [only, ...more] = await store.findings.openByOperation();
      assert.deepEqual([only?.operation, only?.count, only?.worst, more.length], ['getOrder', 5, 'high', 0]);
      for (const fingerprint of fingerprints) {
        await store.findings.setStatus(fingerprint, 'fixed', { reason: 'done', by: 'ann' });
      }
      assert.deepEqual(await store.findings.openByOperation(), []);
    });

    it('tells runs in one line, newest first, page by page', async () => {
      const later = aRun([], {
        kind: 'audit',
        startedAt: '2026-11-25T10:00:00.000Z',
        finishedAt: '2026-11-25T10:00:01.000Z',
      });
      await store.runs.save(later);
      const [first, second] = await store.runs.summaries();
      assert.equal(first?.id, later.id);
      assert.equal(second?.findings, 5);
      const after = { startedAt: first!.startedAt, id: first!.id };
      assert.deepEqual(
        (await store.runs.summaries({ after })).map(({ id }) => id),
        [second?.id],
      );
      assert.deepEqual(
        (await store.runs.summaries({ kind: 'audit' })).map(({ id }) => id),
        [later.id],
      );
    });

    it('adds up minutes of the event log to longer times, by kind too, and says which was the newest', async () => {
      const calls = [0, 1, 59, 61].map((minute) =>
        anEvent({ ...accessFacts, time: noon + minute * 60_000, api: 'shop', operationId: 'getOrder', status: 200 }),
      );
      await store.events.insert([...calls, anEvent({ time: noon, api: 'shop', operationId: 'getOrder', status: 403 })]);
      const hours = await store.events.rollUps({ bucketMillis: 3_600_000, kind: 'access' });
      assert.deepEqual(
        hours.map(({ minute, count, lastMinute }) => [minute - noon, count, lastMinute! - noon]),
        [
          [0, 3, 59 * 60_000],
          [3_600_000, 1, 61 * 60_000],
        ],
      );
      const denied = await store.events.rollUps({ bucketMillis: 86_400_000, outcome: 'denied' });
      assert.deepEqual(
        denied.map(({ count, statusClass }) => [count, statusClass]),
        [[1, 4]],
      );
    });

    it('gives versions of the policy page by page, and one by its number', async () => {
      for (const source of ['one', 'two', 'three']) {
        await store.policyVersions.append({ digest: source, source, author: 'ann', reason: '' });
      }
      assert.deepEqual(
        (await store.policyVersions.list({ limit: 2 })).map(({ id }) => id),
        [3, 2],
      );
      assert.deepEqual(
        (await store.policyVersions.list({ before: 2 })).map(({ source }) => source),
        ['one'],
      );
      assert.equal((await store.policyVersions.get(2))?.source, 'two');
      assert.equal(await store.policyVersions.get(9), undefined);
    });
  });
}
