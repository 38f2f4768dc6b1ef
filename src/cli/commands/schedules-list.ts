import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'schedules-list',
  words: ['schedules', 'list'],
  isDefault: true,
  summary: 'List what `start` runs by itself: when it is next, and how it ended last',
  examples: ['portcullis schedules', 'portcullis schedules list --format json'],
  options: {},
  async run(_input, app) {
    const { listSchedules } = await import('../../app/schedules.js');
    const schedules = await listSchedules(app);
    writeResult(app, schedules, () => {
      if (schedules.length === 0) return 'nothing runs by itself: the policy has no `schedules`\n';
      const rows = schedules.map(({ name, command, next, onPolicyChange, last }) => [
        name,
        command,
        [next?.slice(0, 16).replace('T', ' '), onPolicyChange ? 'when the policy changes' : undefined]
          .filter((part) => part !== undefined)
          .join(', '),
        last ? `exit ${last.code}, ${last.at.slice(0, 16).replace('T', ' ')}` : 'never',
      ]);
      return table([['name', 'command', 'next (UTC)', 'last (UTC)'], ...rows]);
    });
    return 0;
  },
});
