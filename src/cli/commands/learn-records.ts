import { defineCommand } from '../command.js';
import { day } from '../learn-text.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-records',
  words: ['learn', 'records'],
  summary: 'List who completed what, until when it holds, and what is assigned',
  examples: ['portcullis learn records', 'portcullis learn records --person ann --format json'],
  options: {
    person: { flags: '--person <name>', describe: 'of one person', parse: (text: string) => text },
  },
  async run({ options: { person } }, app) {
    const { assignmentsOf, recordsOf } = await import('../../app/learn.js');
    const [records, assignments] = await Promise.all([recordsOf(app, person), assignmentsOf(app)]);
    writeResult(app, { records, assignments }, () => {
      const now = app.now().getTime();
      const done = records.map((each) => [
        each.person,
        each.lesson,
        `version ${each.version}`,
        day(each.completedAt),
        `${each.expiresAt > now ? 'holds until' : 'ran out'} ${day(each.expiresAt)}`,
        each.resultHash.slice(0, 12),
      ]);
      const wanted = assignments.map(({ id, lesson, role, person: of, dueAt, by }) => [
        role === undefined ? of! : `role ${role}`,
        lesson,
        `by ${day(dueAt)}`,
        `set by ${by}`,
        id,
      ]);
      const doneText = table([['person', 'lesson', 'version', 'completed', 'until', 'result'], ...done]);
      const wantedText =
        wanted.length === 0 ? '' : `\n${table([['wanted of', 'lesson', 'due', 'set', 'id'], ...wanted])}`;
      return `${records.length === 0 ? 'nobody has completed a lesson\n' : doneText}${wantedText}`;
    });
    return 0;
  },
});
