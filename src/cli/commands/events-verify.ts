import { readCheckpoints } from '../../app/log-files.js';
import { makePaint } from '../../report/paint.js';
import { readCheckpointKey } from '../../telemetry/checkpoint-key.js';
import type { Checkpoint } from '../../telemetry/checkpoint.js';
import { verifyStore, type Verification } from '../../telemetry/verify.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { verificationText } from '../verification-text.js';

export default defineCommand({
  id: 'events-verify',
  words: ['events', 'verify'],
  summary: 'Check the event log and the audit log for changed, missing, added and reordered records',
  examples: ['portcullis events verify', 'portcullis events verify --checkpoint /media/worm/portcullis.checkpoints'],
  options: {
    checkpoint: {
      flags: '--checkpoint <file>',
      describe: 'checkpoints that were kept elsewhere: they show a history that was written anew',
      parse: (text: string) => text,
    },
  },
  async run({ options: { checkpoint } }, app) {
    const outside = checkpoint === undefined ? [] : readCheckpoints(app.cwd, checkpoint);
    const store = await app.store({ readOnly: true });
    const begin = performance.now();
    const result = await verifyStore({
      store,
      key: readCheckpointKey(app.dataDir),
      outside,
      signal: app.signal,
    });
    const seconds = (performance.now() - begin) / 1000;
    writeResult(app, documentOf(result, seconds), () =>
      verificationText(result, { paint: makePaint(app.color), outside: outside.length }),
    );
    return exitCode(result, outside);
  },
});

function exitCode({ logs, problems }: Verification, outside: readonly Checkpoint[]): number {
  if (problems.length > 0) return 1;
  const compared = logs.reduce((sum, { matched }) => sum + matched.outside, 0);
  // A checkpoint of records that retention dropped could not be compared.
  return compared < outside.length ? 3 : 0;
}

/** The stable document of `--format json`. */
function documentOf({ logs, problems, more }: Verification, seconds: number): unknown {
  return {
    verified: problems.length === 0,
    seconds: Math.round(seconds * 1000) / 1000,
    logs: logs.map(({ problems: _problems, more: _more, root, ...log }) => ({ ...log, root: root.toString('base64') })),
    problems: problems.map(({ time, ...problem }) => ({
      ...problem,
      ...(time !== undefined && Math.abs(time) < 8.64e15 ? { time: new Date(time).toISOString() } : {}),
    })),
    unlisted: more,
  };
}
