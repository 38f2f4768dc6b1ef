import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'tokens-list',
  words: ['tokens', 'list'],
  isDefault: true,
  summary: 'List the tokens of the control API; never their secrets',
  examples: ['portcullis tokens list', 'portcullis tokens list --format json'],
  options: {},
  async run(_, app) {
    const tokens = await (await app.store({ readOnly: true })).console.tokens();
    writeResult(app, tokens, () => {
      if (tokens.length === 0) return 'no tokens\n';
      const now = app.now().getTime();
      const rows = tokens.map(({ id, name, role, expiresAt, revokedAt, lastUsedAt }) => [
        id,
        visibleText(name),
        role,
        revokedAt !== undefined
          ? 'revoked'
          : expiresAt <= now
            ? 'expired'
            : `until ${new Date(expiresAt).toISOString()}`,
        lastUsedAt === undefined ? 'never' : new Date(lastUsedAt).toISOString(),
      ]);
      return table([['id', 'name', 'role', 'state', 'last used'], ...rows]);
    });
    return 0;
  },
});
