import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'store-restore',
  words: ['store', 'restore'],
  arguments: [{ name: '<folder>', describe: 'what `store backup` made' }],
  summary: 'Put a backup where there is no store yet, after its files and logs were verified',
  examples: [
    'portcullis store restore /mnt/backup/2026-11-25',
    'portcullis store restore backup --data /var/lib/portcullis',
  ],
  options: {},
  async run({ args: [folder = ''] }, app) {
    const { restoreStore } = await import('../../app/store-restore.js');
    const { manifest, verification } = await restoreStore(app, folder);
    const records = verification.logs.reduce((sum, log) => sum + log.records, 0);
    const { createdAt, vaultKeys, files } = manifest;
    writeResult(app, { createdAt, files: files.length, records, vaultKeys }, () => {
      const keys = vaultKeys.length === 0 ? '' : `what is sealed needs ${vaultKeys.join(', ')}: put it in its place\n`;
      return `${keys}restored as of ${createdAt}: ${files.length} files as they were written, ${records} log records verified\n`;
    });
    return 0;
  },
});
