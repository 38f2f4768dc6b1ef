import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'policy-rollback',
  words: ['policy', 'rollback'],
  arguments: [{ name: '<version>', describe: 'number of the version, as policy history shows it' }],
  summary: 'Put an earlier version of the policy in force again',
  examples: ['portcullis policy rollback 3', 'portcullis policy rollback 3 --reason "the new limit was too low"'],
  options: {
    reason: { flags: '--reason <text>', describe: 'why, for the history', parse: (text: string) => text, default: '' },
  },
  async run({ args: [number], options: { reason } }, app) {
    const { rollBackPolicy } = await import('../../app/policy-change.js');
    const id = wholeNumber('<version>', 1, 1_000_000_000)(number!);
    const { version, gateway } = await rollBackPolicy(app, id, reason || `back to version ${id}`);
    const { source: _source, ...kept } = version;
    writeResult(app, { version: kept, gateway: gateway ?? null }, () => {
      const where = gateway ? `in force at ${gateway.join(', ')}` : 'written; no gateway runs';
      return `version ${version.id} is version ${id} again: ${where}\n`;
    });
    return 0;
  },
});
