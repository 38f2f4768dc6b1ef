import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'users-reset',
  words: ['users', 'reset'],
  arguments: [{ name: '<name>', describe: 'who forgot the password' }],
  summary: 'Give a person of the console a password for once, and end the sessions',
  examples: ['portcullis users reset ann', 'portcullis users reset admin --format json'],
  options: {},
  async run({ args: [name = ''] }, app) {
    const { resetPassword } = await import('../../console/people.js');
    const password = await resetPassword(await app.store(), name);
    writeResult(app, { name, password }, () => `${name} logs in once with ${password}, and then chooses a password\n`);
    return 0;
  },
});
