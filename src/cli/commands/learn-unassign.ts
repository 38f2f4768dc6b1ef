import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-unassign',
  words: ['learn', 'unassign'],
  arguments: [{ name: '<id>', describe: 'of the assignment, as `learn records` lists it' }],
  summary: 'Take an assignment back; completions stay',
  examples: [
    'portcullis learn unassign 019ab0c4-1d2e-7f00-8000-000000000001',
    'portcullis learn unassign 019ab0c4-1d2e-7f00-8000-000000000001 --format json',
  ],
  options: {},
  async run({ args: [id] }, app) {
    const { unassignLesson } = await import('../../app/learn.js');
    await unassignLesson(app, id!);
    writeResult(app, { id }, () => `assignment ${id} is taken back\n`);
    return 0;
  },
});
