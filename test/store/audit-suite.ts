import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { leafHash, RightEdge } from '../../src/core/merkle.js';
import type { AuditEntry, Store } from '../../src/store/store.js';
import { aFinding, aKey, aRun, noon, orders } from './store-suite.js';

/** Makes an empty store that several open at once, as the actor they name; its clock stands at noon. */
export type MakeAuditedStore = () => Promise<(actor: string) => Promise<Store>>;

const brief = ({ kind, subject, actor }: AuditEntry) => `${kind} ${subject} by ${actor}`;

/** What the audit log and the checkpoints of every engine do. */
export function describeAuditLog(engine: string, make: MakeAuditedStore): void {
  describe(`audit log in ${engine}`, () => {
    let open: (actor: string) => Promise<Store>;
    let store: Store;
    beforeEach(async () => {
      open = await make();
      store = await open('dana');
    });
    afterEach(() => store.close());

    const entries = async () => (await store.audit.list()).toReversed();

    describe('every control change is a record of the audit log', () => {
      test('keys: made, rotated, revoked', async () => {
        await store.keys.create(aKey('a', { name: 'billing', roles: ['support'], subject: '101' }));
        await store.keys.rotate('a', aKey('b'), { overlapSeconds: 60 });
        await store.keys.revoke('b');
        const found = await entries();
        assert.deepEqual(found.map(brief), ['key_created a by dana', 'key_rotated a by dana', 'key_revoked b by dana']);
        assert.deepEqual(found[0]!.detail, { name: 'billing', roles: ['support'], scopes: [] });
        assert.equal(found[1]!.detail!['replacedBy'], 'b');
        assert.ok(!JSON.stringify(found).includes('101'), 'whom a key stands for is not in the log');
      });

      test('runs, and what a person decides about a finding', async () => {
        const run = aRun([aFinding('f1')]);
        await store.findings.recordRun(run, orders);
        await store.findings.setStatus('f1', 'accepted', {
          reason: 'behind the VPN',
          by: 'erin',
          expires: '2027-01-01',
        });
        const alone = aRun([]);
        await store.runs.save(alone);
        const found = await entries();
        assert.deepEqual(found.map(brief), [
          `run_recorded ${run.id} by dana`,
          'finding_set f1 by erin',
          `run_recorded ${alone.id} by dana`,
        ]);
        assert.deepEqual(found[1]!.detail, {
          from: 'open',
          to: 'accepted',
          reason: 'behind the VPN',
          expires: '2027-01-01',
        });
      });

      test('versions of the policy, and what is done outside of the store', async () => {
        const { id } = await store.policyVersions.append({
          digest: 'd',
          source: 's',
          author: 'frank',
          reason: 'tighter',
        });
        await store.audit.append({ kind: 'log_exported', detail: { format: 'csv' } });
        assert.deepEqual((await entries()).map(brief), [
          `policy_applied ${id} by frank`,
          'log_exported undefined by dana',
        ]);
      });

      test('a change that is refused leaves none', async () => {
        await store.keys.create(aKey('a'));
        await assert.rejects(store.keys.create(aKey('a')), { code: 'USAGE' });
        await assert.rejects(store.keys.revoke('nobody'), { code: 'NOT_FOUND' });
        await assert.rejects(store.findings.setStatus('f', 'open', { reason: '', by: 'x' }), { code: 'NOT_FOUND' });
        assert.deepEqual((await entries()).map(brief), ['key_created a by dana']);
      });
    });

    describe('the audit log', () => {
      test('is a Merkle log whose head is kept with the records', async () => {
        for (let n = 0; n < 5; n++) await store.audit.append({ kind: 'admin_action', detail: { n } });
        const edge = RightEdge.empty();
        for await (const { n, record, leaf, consistent } of store.audit.leaves()) {
          assert.equal(n, edge.size);
          assert.ok(consistent);
          assert.deepEqual(Buffer.from(leaf), leafHash(record));
          edge.append(leaf);
        }
        const head = await store.audit.head();
        assert.deepEqual([head.size, Buffer.from(head.edge)], [5, edge.toBytes()]);
      });

      test('is read in pages, newest first, by kind, actor and time', async () => {
        for (let n = 0; n < 5; n++) await store.audit.append({ kind: 'admin_action', actor: n % 2 ? 'odd' : 'even' });
        await store.audit.append({ kind: 'log_read' });
        const numbers = async (page: Parameters<Store['audit']['list']>[0]) =>
          (await store.audit.list(page)).map(({ n }) => n);
        assert.deepEqual(await numbers({ limit: 2 }), [5, 4]);
        assert.deepEqual(await numbers({ limit: 2, before: 4 }), [3, 2]);
        assert.deepEqual(await numbers({ actor: 'odd' }), [3, 1]);
        assert.deepEqual(await numbers({ kind: 'log_read' }), [5]);
        assert.deepEqual(await numbers({ since: noon + 1 }), []);
        assert.deepEqual(await numbers({ until: noon }), []);
        assert.equal((await store.audit.get(3))!.actor, 'odd');
        assert.equal(await store.audit.get(9), undefined);
      });

      test('is the same for two writers at once', async () => {
        const other = await open('other');
        await Promise.all(
          [0, 1, 2, 3].flatMap((n) =>
            [store, other].map((each) => each.audit.append({ kind: 'log_read', subject: String(n) })),
          ),
        );
        await other.close();
        assert.deepEqual(
          (await entries()).map(({ n }) => n),
          [0, 1, 2, 3, 4, 5, 6, 7],
        );
      });
    });

    test('records that come at once are committed together, each with a number of its own, and one that cannot be written takes no other along', async () => {
      const round: Record<string, unknown> = {};
      round['self'] = round;
      const made = await Promise.allSettled(
        Array.from({ length: 300 }, (_, n) =>
          store.audit.append({ kind: 'admin_action', subject: `${n}`, ...(n === 7 ? { detail: round } : {}) }),
        ),
      );
      assert.deepEqual(
        made.flatMap(({ status }, n) => (status === 'rejected' ? [n] : [])),
        [7],
      );
      const kept = await entries();
      const all: AuditEntry[] = [];
      for await (const { n, record, leaf } of store.audit.leaves()) {
        assert.deepEqual(Buffer.from(leaf), leafHash(record));
        all.push({ ...JSON.parse(Buffer.from(record).toString()), n } as AuditEntry);
      }
      assert.deepEqual(
        all.map(({ subject }) => subject),
        Array.from({ length: 300 }, (_, n) => `${n}`).filter((n) => n !== '7'),
      );
      assert.ok(kept.length > 0);
      assert.equal((await store.audit.head()).size, 299);
    });

    describe('checkpoints', () => {
      const checkpoint = (size: number) => ({
        log: 'control' as const,
        size,
        time: noon,
        edge: RightEdge.empty().toBytes(),
        note: `note ${size}`,
      });

      test('are kept once for each size, and listed by size', async () => {
        await store.checkpoints.save([checkpoint(3), checkpoint(1)]);
        await store.checkpoints.save([{ ...checkpoint(3), note: 'another' }, checkpoint(7)]);
        assert.deepEqual(
          (await store.checkpoints.list('control')).map(({ note }) => note),
          ['note 1', 'note 3', 'note 7'],
        );
        assert.deepEqual(
          (await store.checkpoints.list('control', { after: 1, limit: 1 })).map(({ size }) => size),
          [3],
        );
        assert.equal((await store.checkpoints.latest('control'))!.size, 7);
        assert.equal(await store.checkpoints.latest('access'), undefined);
      });

      test('are thinned with age: all of a day, one an hour for 30 days, then one a day; the last one of each log stays', async () => {
        const [minute, day] = [60_000, 86_400_000];
        const hours = (log: 'control' | 'denials', start: number, size: number) =>
          Array.from({ length: 120 }, (_, n) => ({ ...checkpoint(size + n), log, time: start + n * minute }));
        await store.checkpoints.save([
          ...hours('control', noon - 40 * day, 1000),
          ...hours('control', noon - 10 * day, 2000),
          ...hours('control', noon - 2 * 3_600_000, 3000),
          ...hours('denials', noon - 40 * day, 1),
        ]);
        assert.equal(await store.checkpoints.thin(noon), 119 + 118 + 119);
        const kept = async (log: 'control' | 'denials') =>
          (await store.checkpoints.list(log)).map(({ size }) => size).filter((size) => size < 3000);
        assert.deepEqual(await kept('control'), [1119, 2059, 2119]);
        assert.deepEqual(await kept('denials'), [120]);
        assert.equal((await store.checkpoints.list('control', { after: 2999 })).length, 120);
        assert.equal(await store.checkpoints.thin(noon), 0);
      });
    });
  });
}
