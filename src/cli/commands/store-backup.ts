import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'store-backup',
  words: ['store', 'backup'],
  arguments: [{ name: '<folder>', describe: 'a new folder' }],
  summary: 'Copy the store into a folder while the gateway runs; keys of the vault do not go along',
  examples: ['portcullis store backup /mnt/backup/2026-11-25', 'portcullis store backup backup --format json'],
  options: {},
  async run({ args: [folder = ''] }, app) {
    const { backUpStore } = await import('../../app/store-backup.js');
    const done = await backUpStore(app, folder);
    writeResult(app, done, () => {
      const { files, vaultKeys } = done.manifest;
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      const keys =
        vaultKeys.length === 0 ? '' : `\nwhat is sealed in it needs ${vaultKeys.join(', ')}: keep that apart`;
      return `${files.length} files, ${Math.ceil(bytes / 1024)} kB in ${done.folder}${keys}\n`;
    });
    return 0;
  },
});
