import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

export default defineCommand({
  id: 'policy-diff',
  words: ['policy', 'diff'],
  arguments: [{ name: '<file>', describe: 'a policy that is not in force yet; - is standard input' }],
  summary: 'Show what another policy changes: its lines, the settings of operations, and recorded calls it would deny',
  examples: ['portcullis policy diff new.yaml', 'portcullis policy diff new.yaml --replay --format json'],
  options: {
    replay: {
      flags: '--replay',
      describe: 'judge the recorded calls of the last 24 hours',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [file], options: { replay } }, app) {
    const [change, { textDiff }, { readBody }] = await Promise.all([
      import('../../app/policy-change.js'),
      import('../../app/text-diff.js'),
      import('../../app/explain-call.js'),
    ]);
    const text = readBody(app, file!).toString('utf8');
    const [before, after] = [await app.project(), await change.compileText(app, text)];
    const policyDiff = textDiff(change.readPolicy(app).text, text, 'portcullis.yaml');
    const operations = change.settingChanges(before, after);
    const replayed = replay ? await replayDay(app, { before, after }) : null;
    writeResult(app, { policyDiff, operations, replay: replayed }, () => {
      if (policyDiff === '') return 'the policies are the same\n';
      const paint = makePaint(app.color);
      const lines = policyDiff.split('\n').map((line) => {
        const shown = visibleText(line);
        return line.startsWith('+') ? paint.good(shown) : line.startsWith('-') ? paint.bad(shown) : shown;
      });
      const rows = operations.map((each) =>
        [each.operation, each.setting, each.before ?? '-', each.after ?? '-'].map(visibleText),
      );
      const settings = rows.length
        ? table([['operation', 'setting', 'before', 'after'], ...rows])
        : 'no setting of an operation changes\n';
      const last = replayed
        ? [
            `${replayed.wouldDeny} of ${replayed.requests} recorded calls would be denied; ${replayed.notJudged.length} settings cannot be judged by records\n`,
          ]
        : [];
      return [lines.join('\n'), settings, ...last].join('\n');
    });
    return 0;
  },
});

async function replayDay(
  app: Parameters<ReturnType<typeof defineCommand>['run']>[1],
  policies: Parameters<typeof import('../../app/policy-replay.js').replayPolicy>[1],
) {
  const { replayPolicy } = await import('../../app/policy-replay.js');
  const { events } = await app.store({ readOnly: true });
  const until = app.now().getTime();
  return replayPolicy(events, policies, { since: until - 86_400_000, until, signal: app.signal });
}
