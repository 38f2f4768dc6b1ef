import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'vault-set',
  words: ['vault', 'set'],
  arguments: [{ name: '<name>', describe: 'name of the secret, as in ${vault:NAME}' }],
  summary: 'Put a secret into the vault, from standard input or a file; never from the command line',
  examples: [
    'portcullis vault set payments < payments.key',
    'portcullis vault set payments --file /run/secrets/payments',
  ],
  options: {
    file: { flags: '--file <path>', describe: 'read the secret from this file', parse: (text: string) => text },
  },
  async run({ args: [name = ''], options: { file } }, app) {
    const { readSecret, setSecret } = await import('../../app/vault.js');
    if (file === undefined && process.stdin.isTTY) app.say('type the secret, then Enter and Ctrl-D:');
    await setSecret(app, name, readSecret(app, file));
    writeResult(app, { name }, () => `\${vault:${name}} is set\n`);
    return 0;
  },
});
