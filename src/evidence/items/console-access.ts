import { count, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'console-access',
  title: 'People and tokens of the console',
  subject: 'who may administer, in which role, and when they last did',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis users add NAME, or the first portcullis start, makes people of the console',

  async collect({ store }) {
    const [users, tokens] = [await store.console.users(), await store.console.tokens()];
    if (users.length + tokens.length === 0) return { missing: 'the console has no people and no tokens' };
    const admins = users.filter(({ role, disabled }) => role === 'admin' && !disabled).length;
    return {
      summary: `${count(users.length, 'person', 'people')} (${count(admins, 'admin')}) and ${count(tokens.length, 'token')}`,
      columns: ['kind', 'name', 'role', 'state', 'created', 'last seen', 'expires'],
      rows: [
        ...users.map(({ name, role, disabled, via, createdAt, lastLoginAt }) => [
          `person (${via})`,
          name,
          role,
          disabled ? 'disabled' : 'active',
          isoTime(createdAt),
          isoTime(lastLoginAt),
          '',
        ]),
        ...tokens.map(({ name, role, revokedAt, createdAt, lastUsedAt, expiresAt }) => [
          'token',
          name,
          role,
          revokedAt === undefined ? 'active' : 'revoked',
          isoTime(createdAt),
          isoTime(lastUsedAt),
          isoTime(expiresAt),
        ]),
      ],
    };
  },
});
