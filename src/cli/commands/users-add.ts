import { consoleRoles, type ConsoleRole } from '../../store/console.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { oneOf } from '../parse.js';

export default defineCommand({
  id: 'users-add',
  words: ['users', 'add'],
  arguments: [{ name: '<name>', describe: 'name to log in with' }],
  summary: 'Add a person to the console; prints a password for once',
  examples: ['portcullis users add ann --role analyst', 'portcullis users add ben --role viewer --format json'],
  options: {
    role: {
      flags: '--role <role>',
      describe: consoleRoles.join(', '),
      parse: oneOf('--role', consoleRoles) as (text: string) => ConsoleRole,
      default: 'viewer' as ConsoleRole,
    },
  },
  async run({ args: [name = ''], options: { role } }, app) {
    const { addPerson } = await import('../../console/people.js');
    const { password } = await addPerson(await app.store(), { name, role });
    writeResult(
      app,
      { name, role, password },
      () => `${name} (${role}) logs in once with ${password}, and then chooses a password\n`,
    );
    return 0;
  },
});
