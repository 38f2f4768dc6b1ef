import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

const day = (time: number | undefined) => (time === undefined ? '' : new Date(time).toISOString().slice(0, 10));

export default defineCommand({
  id: 'keys-list',
  words: ['keys', 'list'],
  isDefault: true,
  summary: 'List API keys: prefix, roles, dates; never the key',
  examples: ['portcullis keys', 'portcullis keys list --format json'],
  options: {},
  async run(_, app) {
    const store = await app.store({ readOnly: true });
    const keys = (await store.keys.list()).map(({ digest: _digest, pepperVersion: _pepper, ...rest }) => rest);
    writeResult(app, keys, () => {
      if (!keys.length) return 'no keys; portcullis keys create --name NAME makes one\n';
      const now = app.now().getTime();
      const state = (key: (typeof keys)[number]) => {
        if (key.revokedAt !== undefined && key.revokedAt <= now) return 'revoked';
        return key.expiresAt !== undefined && key.expiresAt <= now ? 'expired' : 'active';
      };
      const rows = keys.map((key) => [
        key.id,
        key.name,
        state(key),
        key.roles.join(','),
        day(key.createdAt),
        day(key.expiresAt),
        day(key.lastUsedAt),
      ]);
      return table([['id', 'name', 'state', 'roles', 'created', 'expires', 'last used'], ...rows]);
    });
    return 0;
  },
});
