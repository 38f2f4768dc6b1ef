import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'vendors-unblock',
  words: ['vendors', 'unblock'],
  arguments: [{ name: '<name>', describe: 'third party' }],
  summary: 'Switch a third party on again',
  examples: ['portcullis vendors unblock "Acme Payments"', 'portcullis vendors unblock "Acme Payments" --format json'],
  options: {},
  async run({ args: [name = ''] }, app) {
    const [{ unblockVendor }, { currentActor }] = await Promise.all([
      import('../../app/vendors.js'),
      import('../../app/actor.js'),
    ]);
    const row = await unblockVendor(app, name, { by: currentActor() });
    writeResult(app, row, () => `${visibleText(name)} is on\n`);
    return 0;
  },
});
