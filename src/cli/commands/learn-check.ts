import { currentActor } from '../../app/actor.js';
import type { App } from '../../app/app.js';
import { learnHome } from '../../app/learn-home.js';
import type { Lesson } from '../../academy/lesson.js';
import { askChoice, canAsk, questionText } from '../ask.js';
import { defineCommand } from '../command.js';
import { answeredText, day, stepsText } from '../learn-text.js';
import { words } from '../parse.js';

export default defineCommand({
  id: 'learn-check',
  words: ['learn', 'check'],
  arguments: [{ name: '[lesson]', describe: 'its number or name; default the lab at hand' }],
  summary: 'Judge the lab: your attack, then your fix by scanner and legitimate use; then three questions',
  examples: ['portcullis learn check', 'portcullis learn check 1 --answers b,a,c'],
  options: {
    answers: {
      flags: '--answers <letters>',
      describe: 'answers to the questions, where nobody can be asked',
      parse: words('--answers'),
    },
  },
  async run({ args: [name], options: { answers } }, app) {
    const [{ answerLesson, noteProgress }, { findLab }, { checkLab }] = await Promise.all([
      import('../../app/learn.js'),
      import('../../app/learn-lab.js'),
      import('../../app/learn-check.js'),
    ]);
    const lab = findLab(app.cwd, name);
    const { lesson } = lab;
    const home = learnHome(app);
    try {
      const result = await checkLab(lab, (text) => app.say(text), app.signal);
      const { steps, attacked, fixed, resultHash } = result;
      const person = currentActor();
      const state = fixed ? 'fixed' : attacked ? 'attacked' : 'started';
      await noteProgress(home.app, { person, lesson, state, ...(fixed ? { resultHash } : {}) });
      const isText = app.format !== 'json';
      if (isText) app.write(stepsText(steps, app));
      const choices = fixed ? (answers ?? (isText && canAsk() ? await ask(lesson, app) : undefined)) : undefined;
      const answered = choices && (await answerLesson(home.app, { person, lesson: lesson.id, choices }));
      if (!isText) app.write(`${JSON.stringify({ lesson: lesson.id, ...result, ...answered }, null, 2)}\n`);
      else if (answered) app.write(answered.answers.map((each) => answeredText(each, app)).join(''));
      if (isText) app.write(`${ending(lesson, { attacked, fixed, answered })}\n`);
      return answered?.record ? 0 : 1;
    } finally {
      await home.close();
    }
  },
});

async function ask(lesson: Lesson, app: App): Promise<readonly string[]> {
  const choices: string[] = [];
  app.write('\nThe lab is done. Three questions:\n');
  for (const question of lesson.questions) {
    app.write(`\n${question.n}. ${questionText(question, app)}`);
    choices.push(await askChoice(Object.keys(question.choices), app.signal));
  }
  return choices;
}

interface Outcome {
  readonly attacked: boolean;
  readonly fixed: boolean;
  readonly answered: { readonly record?: { readonly expiresAt: number } } | undefined;
}

function ending({ number }: Lesson, { attacked, fixed, answered }: Outcome): string {
  if (answered?.record) {
    return `lesson ${number} is completed; it holds until ${day(answered.record.expiresAt)}, the first questions come back tomorrow`;
  }
  if (answered) return `not all were right: portcullis learn check ${number} asks again`;
  if (fixed) return `the lab is done; questions: portcullis learn check ${number} in a terminal, or --answers a,b,c`;
  return attacked ? `not fixed yet; portcullis learn hint ${number}` : `attack first; portcullis learn show ${number}`;
}
