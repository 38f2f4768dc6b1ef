import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'tokens-revoke',
  words: ['tokens', 'revoke'],
  arguments: [{ name: '<id>', describe: 'id of the token, as tokens list shows it' }],
  summary: 'Revoke a token of the control API',
  examples: [
    'portcullis tokens revoke 01a211f9-03b5-7397-8643-4359a2385930',
    'portcullis tokens revoke ID --format json',
  ],
  options: {},
  async run({ args: [id = ''] }, app) {
    const token = await (await app.store()).console.revokeToken(id);
    writeResult(app, token, () => `${token.id} is revoked\n`);
    return 0;
  },
});
