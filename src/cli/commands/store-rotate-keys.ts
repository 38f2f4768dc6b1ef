import { PortcullisError } from '../../core/errors.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'store-rotate-keys',
  words: ['store', 'rotate-keys'],
  summary: 'Change the key of the vault, or the data keys, while the gateway runs',
  examples: [
    'portcullis store rotate-keys --to file:/etc/portcullis/vault.key',
    'portcullis store rotate-keys --data-keys',
  ],
  options: {
    to: {
      flags: '--to <source>',
      describe: 'file:PATH, env:NAME, aws-kms:KEY or transit:NAME; default a new file beside the old key',
      parse: (text: string) => text,
    },
    dataKeys: {
      flags: '--data-keys',
      describe: 'seal everything with new data keys and destroy the old ones; finishes one that was interrupted',
      parse: () => true,
      default: false as boolean,
    },
    graceSeconds: {
      flags: '--grace-seconds <n>',
      describe: 'with --data-keys: how long a write that is under way elsewhere may take before old keys go',
      parse: wholeNumber('--grace-seconds', 1, 3600),
      default: 10,
    },
  },
  async run({ options: { to, dataKeys, graceSeconds } }, app) {
    if (dataKeys && to !== undefined) {
      throw new PortcullisError('USAGE', '--to names another key of the vault; --data-keys keeps it', {
        hint: 'one after the other',
      });
    }
    const { rotateDataKeys, rotateVaultKey } = await import('../../app/vault.js');
    if (dataKeys) {
      app.say('sealing with new data keys; this may be interrupted and called again');
      const done = await rotateDataKeys(app, { graceMillis: graceSeconds * 1000 });
      writeResult(
        app,
        done,
        () =>
          `${done.resumed ? 'finished the rotation that was begun: ' : ''}${done.rows} rows sealed anew, ${done.destroyed} old data keys destroyed\n`,
      );
      return 0;
    }
    const done = await rotateVaultKey(app, to);
    writeResult(app, done, () => {
      const old =
        done.before === undefined ? '' : `\nonly older backups need ${done.before} now: keep it as long as them`;
      return `${done.rewrapped} data keys are wrapped by ${done.source}${old}\n`;
    });
    return 0;
  },
});
