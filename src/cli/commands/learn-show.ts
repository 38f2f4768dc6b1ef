import { currentActor } from '../../app/actor.js';
import { learnHome } from '../../app/learn-home.js';
import { terminalText } from '../../academy/terminal-text.js';
import { defineCommand } from '../command.js';
import { stateWords } from '../learn-text.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-show',
  words: ['learn', 'show'],
  arguments: [{ name: '<lesson>', describe: 'its number or name' }],
  summary: 'Read a lesson: five minutes',
  examples: ['portcullis learn show 1', 'portcullis learn show mass-assignment --operation updateMe'],
  options: {
    operation: {
      flags: '--operation <name>',
      describe: 'an operation of your own that the lesson is about',
      parse: (text: string) => text,
    },
  },
  async run({ args: [name], options: { operation } }, app) {
    const { lessonPage } = await import('../../app/learn.js');
    const home = learnHome(app);
    try {
      const page = await lessonPage(home.app, name!, { person: currentActor(), operation });
      const { questions: _questions, hints: _hints, ...shown } = page;
      writeResult(app, shown, () => {
        const { number, title, summary, owasp, sources, markdown, edit, next } = page;
        const head = `# ${number}. ${title}\n\n${summary}`;
        const facts = [
          ...(owasp.length > 0 ? [`OWASP: ${owasp.join(', ')}`] : []),
          `Sources: ${sources.join(', ')}`,
          `You change: ${edit.join(', ')}`,
          `State: ${stateWords(page)}`,
        ];
        const text = terminalText(`${head}\n\n${markdown}`, app);
        return `${text}\n\n${facts.map((fact) => terminalText(fact, app)).join('\n')}\n${next === '' ? '' : `next: ${next}\n`}`;
      });
      return 0;
    } finally {
      await home.close();
    }
  },
});
