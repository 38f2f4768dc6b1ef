import { groupBy } from '../../model/infer/group-by.js';
import { count, daysBetween, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'vault-keys',
  title: 'Encryption keys, with ages',
  subject: 'data keys of the vault by purpose and wrapping key; keys of single persons are summed',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis start, or the first sealed value, makes them; portcullis store rotate-keys makes new ones',

  async collect({ store, now }) {
    const keys = await store.vault.keys.list();
    if (keys.length === 0) return { missing: 'the vault has no data key yet' };
    const stateOf = (key: (typeof keys)[number]): string =>
      key.destroyedAt !== undefined ? 'destroyed' : key.retiredAt !== undefined ? 'retired' : 'current';
    const groups = groupBy(keys, (key) =>
      JSON.stringify([key.purpose, key.subjectMac === undefined ? 'all' : 'one person', key.kekId, stateOf(key)]),
    );
    const rows = [...groups].map(([name, group]) => {
      const created = group.map(({ createdAt }) => createdAt);
      const oldest = Math.min(...created);
      return [
        ...(JSON.parse(name) as string[]),
        group.length,
        group.reduce((sum, { uses }) => sum + uses, 0),
        isoTime(oldest),
        isoTime(Math.max(...created)),
        daysBetween(oldest, now),
      ];
    });
    const current = keys.filter((key) => stateOf(key) === 'current');
    const age = Math.max(0, ...current.map(({ createdAt }) => daysBetween(createdAt, now)));
    return {
      summary: `${count(current.length, 'data key')} in use, the oldest ${count(age, 'day')} old; ${keys.length - current.length} retired or destroyed`,
      columns: [
        'purpose',
        'for',
        'wrapped by',
        'state',
        'keys',
        'uses (counted ahead)',
        'oldest',
        'newest',
        'oldest age (days)',
      ],
      rows,
    };
  },
});
