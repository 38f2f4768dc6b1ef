import { consoleRoles, type ConsoleRole } from '../../store/console.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { oneOf, wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'tokens-create',
  words: ['tokens', 'create'],
  arguments: [{ name: '<name>', describe: 'which program it is for' }],
  summary: 'Make a token for a program that calls the control API; printed once',
  examples: ['portcullis tokens create ci --role analyst', 'portcullis tokens create siem --role auditor --days 30'],
  options: {
    role: {
      flags: '--role <role>',
      describe: consoleRoles.join(', '),
      parse: oneOf('--role', consoleRoles) as (text: string) => ConsoleRole,
      default: 'viewer' as ConsoleRole,
    },
    days: { flags: '--days <n>', describe: 'days until it ends', parse: wholeNumber('--days', 1, 365), default: 90 },
  },
  async run({ args: [name = ''], options: { role, days } }, app) {
    const { addToken } = await import('../../console/people.js');
    const { currentActor } = await import('../../app/actor.js');
    const { token, record } = await addToken(await app.store(), { name, role, days, by: currentActor() });
    writeResult(
      app,
      { token, ...record },
      () => `${token}\nnever shown again; ends ${new Date(record.expiresAt).toISOString()}\n`,
    );
    return 0;
  },
});
