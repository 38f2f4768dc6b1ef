import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Store } from '../../src/store/store.js';
import { noon, type StoreUnderTest } from './store-suite.js';

const anIncident = (id: string) => ({ id, openedAt: noon, severity: 'high', document: `{"title":"${id}"}` }) as const;

/** What every engine does with incidents. */
export function describeIncidents(engine: string, make: () => Promise<StoreUnderTest>): void {
  describe(`incidents in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    before(async () => {
      under = await make();
      store = await under.open();
      under.clock.now = noon;
    });
    after(async () => {
      await store.close();
      await under.remove();
    });

    test('are numbered in the order in which they are opened, also when two are opened at once', async () => {
      const opened = await Promise.all(['a', 'b'].map((id) => store.incidents.open(anIncident(id), 'ann')));
      assert.deepEqual(opened.map(({ number }) => number).toSorted(), [1, 2]);
      assert.deepEqual(
        (await store.incidents.list()).map(({ number, state, version }) => ({ number, state, version })),
        [
          { number: 2, state: 'open', version: 1 },
          { number: 1, state: 'open', version: 1 },
        ],
      );
      assert.equal(await store.incidents.get(3), undefined);
    });

    test('are changed only from what was read, and are found by their state', async () => {
      const first = (await store.incidents.get(1))!;
      const { openedAt: _at, ...change } = { ...first, state: 'closed' as const, document: '{"title":"over"}' };
      assert.equal(await store.incidents.change(change, 'ann'), true);
      assert.equal(await store.incidents.change({ ...change, document: '{}' }, 'bob'), false, 'an old version');
      assert.equal((await store.incidents.get(1))!.document, '{"title":"over"}');
      assert.deepEqual(
        (await store.incidents.list({ state: 'closed' })).map(({ number }) => number),
        [1],
      );
      await assert.rejects(store.incidents.change({ ...change, number: 9 }, 'ann'), { code: 'NOT_FOUND' });
    });

    test('have a timeline in the order in which things happened', async () => {
      const { id } = (await store.incidents.get(2))!;
      const entry = { kind: 'note', by: 'ann', document: '{"text":"x"}' } as const;
      await store.incidents.addEntry(id, { ...entry, id: 'e2', at: noon + 60_000 });
      await store.incidents.addEntry(id, { ...entry, id: 'e1', at: noon });
      assert.deepEqual(
        (await store.incidents.entries(id)).map((each) => each.id),
        ['e1', 'e2'],
      );
      assert.deepEqual(await store.incidents.entries('nobody'), []);
    });

    test('are in the audit log with every note, without what was written of them', async () => {
      const entries = (await store.audit.list({})).filter(({ kind }) => kind.startsWith('incident_'));
      assert.deepEqual(
        entries
          .map(({ kind, actor, subject }) => ({ kind, actor, subject }))
          .toReversed()
          .slice(-1),
        [{ kind: 'incident_noted', actor: 'ann', subject: '2' }],
      );
      assert.equal(entries.filter(({ kind }) => kind === 'incident_closed').length, 1);
      assert.equal(entries.filter(({ kind }) => kind === 'incident_noted').length, 2);
      assert.doesNotMatch(JSON.stringify(entries), /title|"x"/);
    });
  });
}
