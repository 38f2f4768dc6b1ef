import { once } from 'node:events';
import path from 'node:path';
import { currentActor } from '../../app/actor.js';
import { homeFacts, learnHome } from '../../app/learn-home.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'learn-start',
  words: ['learn', 'start'],
  arguments: [{ name: '<lesson>', describe: 'its number or name' }],
  summary: "Run the lab of a lesson: an API with the lesson's hole, and a gateway in front of it",
  examples: ['portcullis learn start 1', 'portcullis learn start injection-sql-and-nosql'],
  options: {},
  async run({ args: [name] }, app) {
    const [{ findLesson, lessonsFor, noteProgress }, { openLab }, { runLab }] = await Promise.all([
      import('../../app/learn.js'),
      import('../../app/learn-lab.js'),
      import('../../app/learn-run.js'),
    ]);
    const lesson = findLesson(name!);
    const home = learnHome(app);
    try {
      const { lab, isNew } = await openLab(lesson, homeFacts(home.app));
      const running = await runLab(lab, { env: app.env, isNew, say: (text) => app.say(text) });
      try {
        const person = currentActor();
        const row = (await lessonsFor(home.app, person)).find(({ id }) => id === lesson.id)!;
        if (row.state === 'new' || row.state === 'expired')
          await noteProgress(home.app, { person, lesson, state: 'started' });
        const { folder, facts } = lab;
        const shown = path.relative(app.cwd, folder) || '.';
        const urls = { gateway: `http://${facts.gateway}`, service: `http://${facts.service}` };
        writeResult(app, { lesson: lesson.id, folder, isNew, edit: lesson.edit, ...urls }, () =>
          [
            `Lesson ${lesson.number}: ${lesson.title}`,
            `gateway   http://${facts.gateway}`,
            `service   http://${facts.service}  (behind it)`,
            `files     ${shown}  ${isNew ? '' : '(as you left them; portcullis learn reset makes them new)'}`.trimEnd(),
            `you edit  ${lesson.edit.join(', ')}: what you save is in force at once`,
            '',
            'In another terminal:',
            ...(shown === '.' ? [] : [`  cd ${shown}`]),
            '  . ./lab.env                     sets $GATEWAY and $SERVICE, and `token NAME`',
            `  portcullis learn show ${lesson.number}`.padEnd(34) + 'says what to attack and why',
            '  portcullis learn check          judges the attack, then the fix; `learn hint` helps',
            '',
            'ready; Ctrl-C stops the lab, your files stay',
            '',
          ].join('\n'),
        );
        if (!app.signal.aborted) await once(app.signal, 'abort');
      } finally {
        await running.close();
      }
      return 0;
    } finally {
      await home.close();
    }
  },
});
