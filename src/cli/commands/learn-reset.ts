import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-reset',
  words: ['learn', 'reset'],
  arguments: [{ name: '[lesson]', describe: 'its number or name; default the lab at hand' }],
  summary: 'Put the files of a lab back to how they were; progress and records stay',
  examples: ['portcullis learn reset', 'portcullis learn reset 11'],
  options: {},
  async run({ args: [name] }, app) {
    const { findLab, resetLab } = await import('../../app/learn-lab.js');
    const lab = findLab(app.cwd, name);
    resetLab(lab);
    writeResult(
      app,
      { lesson: lab.lesson.id, folder: lab.folder },
      () => `${lab.folder} is as it was at the start of lesson ${lab.lesson.number}\n`,
    );
    return 0;
  },
});
