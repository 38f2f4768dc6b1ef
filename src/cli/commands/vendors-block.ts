import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'vendors-block',
  words: ['vendors', 'block'],
  arguments: [{ name: '<name>', describe: 'third party' }],
  summary: 'Switch a third party off: calls to it end within a second, its webhooks are refused',
  examples: [
    'portcullis vendors block "Acme Payments" --reason "breach reported on 24 November"',
    'portcullis vendors block "Acme Payments" --reason drill --format json',
  ],
  options: {
    reason: {
      flags: '--reason <text>',
      describe: 'why it is switched off',
      parse: (text: string) => text,
      default: '',
    },
  },
  async run({ args: [name = ''], options: { reason } }, app) {
    const [{ blockVendor }, { currentActor }] = await Promise.all([
      import('../../app/vendors.js'),
      import('../../app/actor.js'),
    ]);
    const row = await blockVendor(app, name, { by: currentActor(), reason });
    writeResult(app, row, () => `${visibleText(name)} is off; portcullis vendors unblock switches it on again\n`);
    return 0;
  },
});
