import { currentActor } from '../../app/actor.js';
import { learnHome } from '../../app/learn-home.js';
import { defineCommand } from '../command.js';
import { dueWords, stateWords } from '../learn-text.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-list',
  words: ['learn', 'list'],
  isDefault: true,
  summary: 'List the lessons, how you stand with each, and what comes next',
  examples: ['portcullis learn', 'portcullis learn list --format json'],
  options: {
    person: { flags: '--person <name>', describe: 'somebody else', parse: (text: string) => text },
  },
  async run({ options: { person } }, app) {
    const { lessonsFor } = await import('../../app/learn.js');
    const home = learnHome(app);
    try {
      const rows = await lessonsFor(home.app, person ?? currentActor());
      writeResult(app, rows, () => {
        const head = ['#', 'lesson', 'OWASP', 'state', 'due', 'next'];
        const cells = rows.map((row) => [
          String(row.number),
          row.title,
          row.owasp.map((id) => id.replace(':2023', '')).join(' ') || '-',
          stateWords(row),
          dueWords(row) || '-',
          row.next || '-',
        ]);
        const done = rows.filter(({ state }) => state === 'done' || state === 'review-due').length;
        const overdue = rows.filter(({ isOverdue }) => isOverdue).length;
        const tail = overdue > 0 ? `, ${overdue} overdue` : '';
        return `${table([head, ...cells])}${done} of ${rows.length} done${tail}\n`;
      });
      return 0;
    } finally {
      await home.close();
    }
  },
});
