import { currentActor } from '../../app/actor.js';
import { learnHome } from '../../app/learn-home.js';
import { askChoice, canAsk, questionText } from '../ask.js';
import { defineCommand } from '../command.js';
import { answeredText, day } from '../learn-text.js';
import { words } from '../parse.js';

export default defineCommand({
  id: 'learn-review',
  words: ['learn', 'review'],
  summary: 'Answer the questions that come back today: after 1, 7 and 30 days',
  examples: ['portcullis learn review', 'portcullis learn review --answers a,c'],
  options: {
    answers: {
      flags: '--answers <letters>',
      describe: 'answers in the order in which the questions are listed, where nobody can be asked',
      parse: words('--answers'),
    },
  },
  async run({ options: { answers } }, app) {
    const { answerQuestion, dueQuestions } = await import('../../app/learn.js');
    const home = learnHome(app);
    try {
      const person = currentActor();
      const due = await dueQuestions(home.app, person);
      if (app.format === 'json' && !answers) {
        app.write(`${JSON.stringify(due, null, 2)}\n`);
        return 0;
      }
      if (due.length === 0) app.write('no question is due\n');
      const answered = [];
      for (const [i, question] of due.entries()) {
        if (app.format !== 'json')
          app.write(`\nLesson ${question.number}, ${question.title}\n${questionText(question, app)}`);
        const letters = Object.keys(question.choices);
        const choice = answers ? answers[i] : canAsk() ? await askChoice(letters, app.signal) : undefined;
        if (choice === undefined) continue;
        const result = await answerQuestion(home.app, { person, lesson: question.lesson, n: question.n, choice });
        answered.push({ lesson: question.lesson, ...result });
        if (app.format !== 'json')
          app.write(`${answeredText(result, app)}it comes back on ${day(result.nextDueAt!)}\n`);
      }
      if (app.format === 'json') app.write(`${JSON.stringify(answered, null, 2)}\n`);
      return answered.every(({ isRight }) => isRight) ? 0 : 1;
    } finally {
      await home.close();
    }
  },
});
