import { consoleRoles, type ConsoleRole } from '../../store/console.js';
import { PortcullisError } from '../../core/errors.js';
import { defineCommand } from '../command.js';
import { day } from '../learn-text.js';
import { writeResult } from '../output.js';
import { isoDate, oneOf } from '../parse.js';

export default defineCommand({
  id: 'learn-assign',
  words: ['learn', 'assign'],
  arguments: [{ name: '<lesson>', describe: 'its number or name' }],
  summary: 'Require a lesson of a person, or of everybody with a role, by a date',
  examples: [
    'portcullis learn assign 1 --role analyst --due 2027-01-31',
    'portcullis learn assign injection-sql-and-nosql --person ann --due 2027-02-15',
  ],
  options: {
    role: {
      flags: '--role <role>',
      describe: `everybody with it: ${consoleRoles.join(', ')}`,
      parse: oneOf('--role', consoleRoles) as (text: string) => ConsoleRole,
    },
    person: { flags: '--person <name>', describe: 'one person', parse: (text: string) => text },
    due: { flags: '--due <date>', describe: 'ISO date by which it is completed', parse: isoDate('--due') },
  },
  async run({ args: [lesson], options: { role, person, due } }, app) {
    if (due === undefined) throw new PortcullisError('USAGE', 'An assignment has a date', { expected: '--due <date>' });
    const { assignLesson } = await import('../../app/learn.js');
    const made = await assignLesson(app, { lesson: lesson!, role, person, dueAt: Date.parse(due) });
    const whom = made.role === undefined ? made.person! : `everybody who is ${made.role}`;
    writeResult(app, made, () => `${made.lesson} is wanted of ${whom} by ${day(made.dueAt)}  (${made.id})\n`);
    return 0;
  },
});
