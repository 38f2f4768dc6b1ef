import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'vault-remove',
  words: ['vault', 'remove'],
  arguments: [{ name: '<name>', describe: 'name of the secret' }],
  summary: 'Remove a secret from the vault',
  examples: ['portcullis vault remove payments', 'portcullis vault remove payments --format json'],
  options: {},
  async run({ args: [name = ''] }, app) {
    const { removeSecret } = await import('../../app/vault.js');
    await removeSecret(app, name);
    writeResult(app, { name, removed: true }, () => `removed ${name}\n`);
    return 0;
  },
});
