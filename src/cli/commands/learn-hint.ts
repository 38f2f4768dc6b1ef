import { terminalText } from '../../academy/terminal-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-hint',
  words: ['learn', 'hint'],
  arguments: [{ name: '[lesson]', describe: 'its number or name; default the lab at hand' }],
  summary: 'A hint for the lab; each further one says more',
  examples: ['portcullis learn hint', 'portcullis learn hint 3'],
  options: {},
  async run({ args: [name] }, app) {
    const { findLab, takeHint } = await import('../../app/learn-lab.js');
    const lab = findLab(app.cwd, name);
    const { lesson } = lab;
    const n = takeHint(lab);
    const hint = lesson.hints[n - 1]!;
    writeResult(app, { lesson: lesson.id, n, of: lesson.hints.length, hint }, () => {
      const more = n < lesson.hints.length ? '' : '\nthat was the last one\n';
      return `${terminalText(`Hint ${n} of ${lesson.hints.length}`, app)}\n\n${terminalText(hint, app)}\n${more}`;
    });
    return 0;
  },
});
