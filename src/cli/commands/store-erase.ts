import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'store-erase',
  words: ['store', 'erase'],
  arguments: [{ name: '<subject>', describe: 'the person, as in the subject of keys and tokens' }],
  summary: 'Erase a person: destroy the keys of what is theirs and revoke their API keys; logs still verify',
  examples: ['portcullis store erase ada@example.com', 'portcullis store erase customer-7 --format json'],
  options: {},
  async run({ args: [subject = ''] }, app) {
    const { eraseSubject } = await import('../../app/vault.js');
    const done = await eraseSubject(app, subject);
    writeResult(
      app,
      done,
      () =>
        `${done.keys} data keys destroyed, ${done.revoked.length} API keys revoked; backups made before still hold them, wrapped\n`,
    );
    return 0;
  },
});
