import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'keys-rotate',
  words: ['keys', 'rotate'],
  arguments: [{ name: '<id>', describe: 'id of the key to replace' }],
  summary: 'Make a new key in the place of an old one, with a time in which both work',
  examples: ['portcullis keys rotate k3v9m2xq7abc', 'portcullis keys rotate k3v9m2xq7abc --overlap-hours 72'],
  options: {
    overlapHours: {
      flags: '--overlap-hours <n>',
      describe: 'how long the old key goes on',
      parse: wholeNumber('--overlap-hours', 0, 8760),
      default: 24 as number,
    },
  },
  async run({ args: [id], options: { overlapHours } }, app) {
    const { rotateKey } = await import('../../app/keys.js');
    const { key, record } = await rotateKey(app, id!, overlapHours * 3600);
    writeResult(
      app,
      { key, id: record.id, replaces: id },
      () =>
        `${key}\nThis is the only time the key is shown. ${id} goes on for ${overlapHours} h; the new id is ${record.id}.\n`,
    );
    return 0;
  },
});
