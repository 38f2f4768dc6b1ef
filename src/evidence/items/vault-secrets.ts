import { count, daysBetween, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'vault-secrets',
  title: 'Secrets of the vault, with ages',
  subject: 'names of secrets that the policy refers to, never their values',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis vault set NAME keeps a secret; the policy says ${vault:NAME}',

  async collect({ store, now }) {
    const secrets = await store.vault.secrets.list();
    if (secrets.length === 0) return { missing: 'the vault keeps no secret' };
    const oldest = Math.max(...secrets.map(({ changedAt }) => daysBetween(changedAt, now)));
    return {
      summary: `${count(secrets.length, 'secret')}, the longest unchanged for ${count(oldest, 'day')}`,
      columns: ['name', 'created', 'changed', 'unchanged for (days)'],
      rows: secrets.map(({ name, createdAt, changedAt }) => [
        name,
        isoTime(createdAt),
        isoTime(changedAt),
        daysBetween(changedAt, now),
      ]),
    };
  },
});
