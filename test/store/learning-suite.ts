import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Store } from '../../src/store/store.js';
import { noon, type StoreUnderTest } from './store-suite.js';

const day = 86_400_000;

/** What every engine's store of learning must do. */
export function describeLearning(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`what people learned, in ${engine}`, () => {
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
    const auditKinds = async () => (await store.audit.list()).map(({ kind }) => kind);

    it('keeps how far a person came, the newest state of each lesson', async () => {
      const progress = { person: 'ann', lesson: '01-a', version: 1, changedAt: noon } as const;
      await store.learning.saveProgress({ ...progress, state: 'started' });
      await store.learning.saveProgress({ ...progress, state: 'fixed', resultHash: 'abc' });
      await store.learning.saveProgress({ ...progress, person: 'bob', state: 'attacked' });
      assert.deepEqual(await store.learning.progress('ann'), [{ ...progress, state: 'fixed', resultHash: 'abc' }]);
      assert.equal((await store.learning.progress()).length, 2);
      await store.learning.removeProgress('ann', '01-a');
      assert.deepEqual(await store.learning.progress('ann'), []);
    });

    it('keeps every completion, newest first, and audits it in the same transaction', async () => {
      const record = { person: 'ann', lesson: '01-a', version: 1, resultHash: 'abc' };
      const first = { ...record, completedAt: noon, expiresAt: noon + day };
      const second = { ...record, version: 2, completedAt: noon + 2 * day, expiresAt: noon + 3 * day };
      await store.learning.addRecord(first);
      await store.learning.addRecord(second);
      assert.deepEqual(await store.learning.records('ann'), [second, first]);
      assert.deepEqual(await store.learning.records('bob'), []);
      const [entry] = await store.audit.list({ kind: 'lesson_completed' });
      assert.equal(entry?.subject, '01-a');
      const expiresAt = new Date(second.expiresAt).toISOString();
      assert.deepEqual(entry?.detail, { person: 'ann', version: 2, resultHash: 'abc', expiresAt });
      // The same completion twice changes nothing, the audit log neither.
      const size = (await auditKinds()).length;
      await assert.rejects(store.learning.addRecord(second));
      assert.equal((await auditKinds()).length, size);
    });

    it('keeps when a question comes back', async () => {
      const question = { person: 'ann', lesson: '01-a', n: 1, step: 1, dueAt: noon + day, answeredAt: noon };
      await store.learning.saveQuestion(question);
      await store.learning.saveQuestion({ ...question, step: 2, dueAt: noon + 8 * day });
      assert.deepEqual(await store.learning.questions('ann'), [{ ...question, step: 2, dueAt: noon + 8 * day }]);
      assert.deepEqual(await store.learning.questions('bob'), []);
    });

    it('keeps assignments, those due first in front, and audits them', async () => {
      const made = { lesson: '01-a', by: 'root', createdAt: noon };
      await store.learning.assign({ ...made, id: 'b', role: 'analyst', dueAt: noon + 2 * day });
      await store.learning.assign({ ...made, id: 'a', person: 'ann', dueAt: noon + day });
      assert.deepEqual(
        (await store.learning.assignments()).map(({ id }) => id),
        ['a', 'b'],
      );
      await store.learning.unassign('a');
      assert.deepEqual(await store.learning.assignments(), [
        { ...made, id: 'b', role: 'analyst', dueAt: noon + 2 * day },
      ]);
      await assert.rejects(store.learning.unassign('a'), { code: 'NOT_FOUND' });
      const kinds = await auditKinds();
      assert.equal(kinds.filter((kind) => kind === 'lesson_assigned').length, 2);
      assert.equal(kinds.filter((kind) => kind === 'lesson_unassigned').length, 1);
    });

    it('remembers when somebody was told', async () => {
      await store.learning.saveReminder({ person: 'ann', lesson: '01-a', toldAt: noon });
      await store.learning.saveReminder({ person: 'ann', lesson: '01-a', toldAt: noon + day });
      assert.deepEqual(await store.learning.reminders(), [{ person: 'ann', lesson: '01-a', toldAt: noon + day }]);
    });
  });
}
