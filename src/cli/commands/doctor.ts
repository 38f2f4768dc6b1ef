import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'doctor',
  words: ['doctor'],
  summary: 'Look at this machine and the policy: what start needs, before it is needed',
  examples: ['portcullis doctor', 'portcullis doctor --format json'],
  options: {},
  async run(_input, app) {
    const { diagnose } = await import('../../app/doctor.js');
    const found = await diagnose(app);
    const failed = found.filter(({ state }) => state === 'fail').length;
    writeResult(app, found, () => {
      const paint = makePaint(app.color);
      const width = Math.max(...found.map(({ what }) => what.length));
      const mark = { ok: paint.good('ok  '), warn: 'warn', fail: paint.bad('FAIL'), skipped: 'skip' };
      const lines = found.flatMap(({ what, state, detail, fix }) => [
        `${mark[state]}  ${visibleText(what).padEnd(width)}  ${visibleText(detail)}`,
        ...(fix === undefined ? [] : [`      ${' '.repeat(width)}  ${paint.dim(`fix: ${visibleText(fix)}`)}`]),
      ]);
      const warned = found.filter(({ state }) => state === 'warn').length;
      const end =
        failed === 0 ? `ready to start${warned > 0 ? `, ${warned} to look at` : ''}` : `${failed} to mend before start`;
      return `${[...lines, paint.bold(end)].join('\n')}\n`;
    });
    return failed > 0 ? 1 : 0;
  },
});
