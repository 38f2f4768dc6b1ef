import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'notify-list',
  words: ['notify', 'list'],
  isDefault: true,
  summary: 'List who is told of which events, and what waits for them',
  examples: ['portcullis notify', 'portcullis notify list --format json'],
  options: {},
  async run(_input, app) {
    const { notify } = await app.project();
    const { notifyStateFile } = await import('../../telemetry/notify/notify-state.js');
    const result = [...notify].map(([name, { query, channel, digestSeconds, repeatSeconds, urgent, quietHours }]) => {
      const state = notifyStateFile(app.dataDir, name).peek();
      const inMessage = state?.message ? state.message.events.length + state.message.more : 0;
      return {
        name,
        query,
        to: 'webhook' in channel ? 'webhook' : channel.mail.to.join(', '),
        repeatSeconds,
        digestSeconds,
        urgent,
        quietHours: quietHours ?? null,
        waiting: state ? state.held.length + state.more + inMessage : 0,
      };
    });
    writeResult(app, result, () => {
      if (!result.length) return 'nobody is told of anything: the policy has no `notify`\n';
      const rows = result.map(({ name, query, to, waiting }) => [name, query, to, String(waiting)]);
      return table([['name', 'query', 'to', 'waiting'], ...rows]);
    });
    return 0;
  },
});
