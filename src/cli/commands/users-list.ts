import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'users-list',
  words: ['users', 'list'],
  isDefault: true,
  summary: 'List the people of the console',
  examples: ['portcullis users list', 'portcullis users list --format json'],
  options: {},
  async run(_, app) {
    const users = await (await app.store({ readOnly: true })).console.users();
    writeResult(app, users, () => {
      if (users.length === 0) return 'nobody yet: portcullis start makes the first admin\n';
      const rows = users.map(({ name, role, via, disabled, mustChangePassword, lastLoginAt }) => [
        visibleText(name),
        role,
        via,
        disabled ? 'disabled' : mustChangePassword ? 'must change the password' : 'active',
        lastLoginAt === undefined ? 'never' : new Date(lastLoginAt).toISOString(),
      ]);
      return table([['name', 'role', 'logs in by', 'state', 'last login'], ...rows]);
    });
    return 0;
  },
});
