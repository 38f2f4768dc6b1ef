import { visibleText } from '../../core/visible-text.js';
import type { App } from '../../app/app.js';
import type { DrillResult } from '../../app/drill.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { wholeNumber } from '../parse.js';

export default defineCommand({
  id: 'incident-drill',
  words: ['incident', 'drill'],
  arguments: [{ name: '[story]', describe: 'recorded attack; without one they are listed' }],
  summary: 'Replay a recorded attack into a sandbox, and take the times to detect, to contain and to prove',
  examples: ['portcullis incident drill object-walk', 'portcullis incident drill password-guessing --wait 20'],
  options: {
    wait: {
      flags: '--wait <minutes>',
      describe: 'you contain it, in so many minutes; else the drill runs the command of the runbook',
      parse: wholeNumber('--wait', 1, 240),
    },
  },
  async run({ args: [name], options: { wait } }, app) {
    const { allStories, findStory } = await import('../../app/drill-story.js');
    if (name === undefined) {
      const stories = allStories().map(({ id, title, runbook }) => ({ id, title, runbook }));
      writeResult(app, stories, () =>
        table(stories.map(({ id, title, runbook }) => [id, title, `runbook ${runbook}`])),
      );
      return 0;
    }
    const story = findStory(name);
    const { runDrill } = await import('../../app/drill.js');
    const result = await runDrill(app, { story, waitMillis: wait === undefined ? undefined : wait * 60_000 });
    writeResult(app, result, () => drillText(result, app));
    return result.isGood ? 0 : 1;
  },
});

function drillText(result: DrillResult, _app: App): string {
  const { goals, detector, detectMillis, containMillis, proveMillis, byPerson, steps, record, isGood } = result;
  const row = (what: string, millis: number, minutes: number, how: string) => [
    what,
    `${(millis / 1000).toFixed(1)} s`,
    `goal ${minutes} min`,
    millis <= minutes * 60_000 ? 'kept' : 'MISSED',
    how,
  ];
  const times = table([
    row('detected', detectMillis, goals.detectMinutes, `by ${detector}`),
    row('contained', containMillis, goals.containMinutes, byPerson ? 'by you' : `as runbook ${result.runbook} says`),
    row('proved', proveMillis, goals.proveMinutes, 'scanner through the gateway, and honest use'),
  ]);
  const looked = steps.map(({ title, isGood: good, detail }) => {
    const below = detail === undefined ? '' : `: ${visibleText(detail)}`;
    return `${good ? 'ok  ' : 'open'}  ${visibleText(title)}${below}\n`;
  });
  const end = isGood ? 'the response works' : 'the response does not work yet';
  return `${visibleText(result.title)}\n${times}${looked.join('')}${end}; kept as record ${record} of the audit log\n`;
}
