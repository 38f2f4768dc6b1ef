import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'users-remove',
  words: ['users', 'remove'],
  arguments: [{ name: '<name>', describe: 'who is removed' }],
  summary: 'Remove a person from the console, and end the sessions',
  examples: ['portcullis users remove ann', 'portcullis users remove ann --format json'],
  options: {},
  async run({ args: [name = ''] }, app) {
    await (await app.store()).console.removeUser(name);
    writeResult(app, { removed: name }, () => `${name} is removed\n`);
    return 0;
  },
});
