import { PortcullisError } from '../../core/errors.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

const reference = /^\$\{(env|file|vault):([^}]+)\}$/;

export default defineCommand({
  id: 'passwords-hash',
  words: ['passwords', 'hash'],
  arguments: [{ name: '<user>', describe: 'name of the user, without a colon' }],
  summary: 'Print the line of a user for the password file of a basic scheme',
  examples: [
    "portcullis passwords hash alice --password '${env:ALICE_PASSWORD}' >> users.txt",
    "portcullis passwords hash alice --password '${file:/dev/stdin}' --format json",
  ],
  options: {
    password: {
      flags: '--password <reference>',
      describe: 'where the password stands: ${env:NAME}, ${file:PATH} or ${vault:NAME}',
      parse: (value: string) => value,
    },
  },
  async run({ args: [name = ''], options: { password = '' } }, app) {
    if (!/^[^:\s#][^:\n\r]{0,127}$/.test(name)) {
      throw new PortcullisError('USAGE', 'The name of the user cannot be used', {
        expected: '1 to 128 characters without a colon',
      });
    }
    const [, kind, where] = reference.exec(password) ?? [];
    if (kind === undefined || where === undefined) {
      throw new PortcullisError('USAGE', 'The password must not stand in the command: others can read it there', {
        expected: "--password '${env:NAME}', '${file:PATH}' or '${vault:NAME}'",
      });
    }
    const [{ secretResolver }, { hashPassword }] = await Promise.all([
      import('../../app/secrets.js'),
      import('../../identity/password-file.js'),
    ]);
    const line = `${name}:${await hashPassword((await secretResolver(app))(kind as 'env' | 'file' | 'vault', where))}`;
    writeResult(app, { user: name, line }, () => `${line}\n`);
    return 0;
  },
});
