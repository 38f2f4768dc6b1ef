import { count, daysBetween, isIn, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'key-register',
  title: 'Register of API keys, with ages',
  subject: 'every API key that was valid at some time of the period',
  method: 'EXAMINE',
  validDays: 90,
  how: 'portcullis keys create issues keys; it applies where callers use keys',

  async collect({ store, now }, period) {
    const keys = (await store.keys.list()).filter(
      ({ createdAt, revokedAt }) => createdAt < period.to && (revokedAt ?? Number.POSITIVE_INFINITY) >= period.from,
    );
    if (keys.length === 0) return { missing: 'no API key was issued' };
    const active = keys.filter(({ revokedAt, expiresAt }) => revokedAt === undefined && (expiresAt ?? now) >= now);
    const oldest = Math.max(0, ...active.map(({ createdAt }) => daysBetween(createdAt, now)));
    const made = keys.filter(({ createdAt }) => isIn(period, createdAt)).length;
    const ended = keys.filter(({ revokedAt }) => revokedAt !== undefined && isIn(period, revokedAt)).length;
    return {
      summary: `${count(active.length, 'key')} valid, the oldest ${count(oldest, 'day')} old; ${made} issued and ${ended} revoked in the period`,
      columns: [
        'id',
        'name',
        'roles',
        'scopes',
        'created',
        'age (days)',
        'expires',
        'revoked',
        'replaced by',
        'last used',
      ],
      rows: keys.map((key) => [
        key.id,
        key.name,
        key.roles.join(' '),
        key.scopes.join(' '),
        isoTime(key.createdAt),
        daysBetween(key.createdAt, now),
        isoTime(key.expiresAt),
        isoTime(key.revokedAt),
        key.replacedBy ?? '',
        isoTime(key.lastUsedAt),
      ]),
    };
  },
});
