import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'keys-revoke',
  words: ['keys', 'revoke'],
  arguments: [{ name: '<id>', describe: 'id of the key' }],
  summary: 'End a key now; a running gateway refuses it at once',
  examples: ['portcullis keys revoke k3v9m2xq7abc', 'portcullis keys revoke k3v9m2xq7abc --format json'],
  options: {},
  async run({ args: [id] }, app) {
    const { revokeKey } = await import('../../app/keys.js');
    const record = await revokeKey(app, id!);
    writeResult(
      app,
      { id: record.id, revokedAt: record.revokedAt },
      () => `${record.id} (${visibleText(record.name)}) is revoked\n`,
    );
    return 0;
  },
});
