import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { verificationText } from '../verification-text.js';

export default defineCommand({
  id: 'store-verify',
  words: ['store', 'verify'],
  summary: 'Check the files of the store, and the logs in it, while the gateway runs',
  examples: ['portcullis store verify', 'portcullis store verify --format json'],
  options: {},
  async run(_input, app) {
    const { verifyWholeStore } = await import('../../app/store-verify.js');
    const { engine, files, damage, logs } = await verifyWholeStore(app);
    const problems = damage.length + logs.problems.length + logs.more;
    writeResult(app, { verified: problems === 0, engine, files, damage, problems: logs.problems }, () => {
      const lines = damage.map(({ file, what }) => `${file}: ${what}\n`);
      const state = files === 0 ? '' : `${files} files, ${damage.length === 0 ? 'none' : damage.length} damaged\n`;
      return `${lines.join('')}${state}${verificationText(logs, { paint: makePaint(app.color), outside: 0 })}`;
    });
    return problems === 0 ? 0 : 1;
  },
});
