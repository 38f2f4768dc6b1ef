import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SecurityEvent } from '../../src/core/events.js';
import type { Finding, Run } from '../../src/core/finding.js';
import { uuidv7 } from '../../src/core/ids.js';
import type { KeyRecord, Store } from '../../src/store/store.js';

/** What an engine gives to the suite: an empty store, opened again on the same data, and its clock. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  clock: { now: number };
  remove(): Promise<void>;
}

export const noon = Date.UTC(2026, 10, 24, 12);

export function aKey(id: string, more: Partial<KeyRecord> = {}): KeyRecord {
  const digest = Buffer.alloc(32, id);
  return {
    id,
    prefix: `pk_${id}`,
    digest,
    pepperVersion: 1,
    name: id,
    roles: ['customer'],
    scopes: [],
    createdAt: noon,
    ...more,
  };
}

/** An allowed call, as it is kept in batches. */
export const accessFacts = { kind: 'access', outcome: 'allowed', severity: 'info' } as const;

export function anEvent(more: Partial<SecurityEvent> = {}): SecurityEvent {
  const time = more.time ?? noon;
  return { id: uuidv7(time), time, kind: 'denial', outcome: 'denied', severity: 'medium', ...more };
}

export function aFinding(fingerprint: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint,
    source: 'audit',
    ruleId: 'operation-requires-auth',
    title: 'Operation can be called without authentication',
    severity: 'high',
    confidence: 'firm',
    cwe: [306],
    owasp: ['API2:2023'],
    api: 'orders',
    operationId: 'listOrders',
    message: 'Anyone may call listOrders.',
    remedy: 'Name a security scheme.',
    evidence: [],
    status: 'open',
    ...more,
  };
}

let runs = 0;
export function aRun(findings: readonly Finding[], more: Partial<Run> = {}): Run {
  const startedAt = new Date(noon + (runs += 1) * 1000).toISOString();
  return {
    id: uuidv7(noon + runs * 1000),
    kind: 'audit',
    tool: { name: 'portcullis', version: '0.1.0' },
    modelDigest: 'm1',
    startedAt,
    finishedAt: startedAt,
    outcome: 'complete',
    skipped: [],
    notes: [],
    findings,
    ...more,
  };
}

export const orders = { apis: ['orders'] };

/** What every `Store` does, whatever the engine. */
export function describeStore(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`store on ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
    });
    after(async () => {
      await store.close();
      await under.remove();
    });
    const reopen = async () => {
      await store.close();
      store = await under.open();
    };

    describe('keys', () => {
      test('a key is found as it was created, also after a restart', async () => {
        const key = aKey('plain', { subject: 'alice', tenant: 't1', claims: { plan: 'gold' }, expiresAt: noon + 9 });
        await store.keys.create(key);
        await reopen();
        const found = await store.keys.find('plain');
        assert.deepEqual({ ...found, digest: Buffer.from(found!.digest) }, key);
      });

      test('an unknown id finds nothing', async () => {
        assert.equal(await store.keys.find('nobody'), undefined);
        assert.equal(await store.keys.find(''), undefined);
      });

      test('an id is given once', async () => {
        await store.keys.create(aKey('once'));
        await assert.rejects(store.keys.create(aKey('once')), { code: 'USAGE' });
      });

      test('a digest of another length is refused', async () => {
        await assert.rejects(store.keys.create(aKey('short', { digest: Buffer.alloc(20) })));
        assert.equal(await store.keys.find('short'), undefined);
      });

      test('revoking keeps the first time', async () => {
        await store.keys.create(aKey('gone'));
        under.clock.now = noon + 1;
        await store.keys.revoke('gone');
        under.clock.now = noon + 2;
        assert.equal((await store.keys.revoke('gone')).revokedAt, noon + 1);
        under.clock.now = noon;
        await assert.rejects(store.keys.revoke('nobody'), { code: 'NOT_FOUND' });
      });

      test('rotation leaves the old key for the overlap, never longer than it had', async () => {
        await store.keys.create(aKey('old'));
        await store.keys.rotate('old', aKey('new'), { overlapSeconds: 60 });
        const old = await store.keys.find('old');
        assert.equal(old?.expiresAt, noon + 60_000);
        assert.equal(old?.replacedBy, 'new');

        await store.keys.create(aKey('ending', { expiresAt: noon + 5 }));
        await store.keys.rotate('ending', aKey('fresh'), { overlapSeconds: 60 });
        assert.equal((await store.keys.find('ending'))?.expiresAt, noon + 5);
      });

      test('a revoked or replaced key is not rotated, and the replacement is not kept', async () => {
        await store.keys.create(aKey('dead', { revokedAt: noon }));
        await assert.rejects(store.keys.rotate('dead', aKey('heir'), { overlapSeconds: 1 }), { code: 'USAGE' });
        await assert.rejects(store.keys.rotate('old', aKey('heir'), { overlapSeconds: 1 }), { code: 'USAGE' });
        await assert.rejects(store.keys.rotate('nobody', aKey('heir'), { overlapSeconds: 1 }), { code: 'NOT_FOUND' });
        assert.equal(await store.keys.find('heir'), undefined);
      });

      test('the last use is kept to the minute', async () => {
        await store.keys.create(aKey('used'));
        await store.keys.touch('used', noon);
        await store.keys.touch('used', noon + 59_000);
        assert.equal((await store.keys.find('used'))?.lastUsedAt, noon);
        await store.keys.touch('used', noon + 60_000);
        assert.equal((await store.keys.find('used'))?.lastUsedAt, noon + 60_000);
      });

      test('the revision grows with every change but a use', async () => {
        const seen = [await store.keys.revision()];
        await store.keys.create(aKey('r1'));
        seen.push(await store.keys.revision());
        await store.keys.rotate('r1', aKey('r2'), { overlapSeconds: 1 });
        seen.push(await store.keys.revision());
        await store.keys.revoke('r2');
        seen.push(await store.keys.revision());
        assert.deepEqual(
          seen,
          [...new Set(seen)].sort((a, b) => a - b),
        );
        await store.keys.touch('r1', noon);
        assert.equal(await store.keys.revision(), seen.at(-1));
      });

      test('the list is newest first', async () => {
        await store.keys.create(aKey('newest', { createdAt: noon + 999 }));
        assert.equal((await store.keys.list())[0]?.id, 'newest');
      });
    });

    describe('runs', () => {
      test('a run comes back whole; proofs are listed apart, newest first', async () => {
        const audit = aRun([aFinding('whole')]);
        const proof = aRun([], { kind: 'proof' });
        const later = aRun([], { kind: 'proof' });
        for (const run of [audit, proof, later]) await store.runs.save(run);
        await reopen();
        assert.deepEqual(await store.runs.get(audit.id), audit);
        assert.deepEqual(await store.runs.list({ kind: 'proof' }), [later, proof]);
        assert.deepEqual(await store.runs.list({ limit: 1 }), [later]);
      });

      test('a resumed run replaces itself', async () => {
        const run = aRun([], { outcome: 'interrupted' });
        await store.runs.save(run);
        await store.runs.save({ ...run, outcome: 'complete' });
        assert.equal((await store.runs.get(run.id))?.outcome, 'complete');
        assert.equal(await store.runs.get('nothing'), undefined);
      });
    });

    describe('policy versions', () => {
      test('they count from 1 and are listed newest first, also when a digest returns', async () => {
        for (const digest of ['a', 'b', 'a']) {
          await store.policyVersions.append({ digest, source: `# ${digest}`, author: 'ann', reason: 'test' });
        }
        await reopen();
        const versions = await store.policyVersions.list();
        assert.deepEqual(
          versions.map(({ id, digest }) => [id, digest]),
          [
            [3, 'a'],
            [2, 'b'],
            [1, 'a'],
          ],
        );
        assert.deepEqual(versions[0]?.source, '# a');
        assert.equal((await store.policyVersions.list({ limit: 1 })).length, 1);
      });
    });
  });
}
