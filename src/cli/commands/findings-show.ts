import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { findingText } from '../finding-text.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'findings-show',
  words: ['findings', 'show'],
  arguments: [{ name: '<finding>', describe: 'fingerprint, or the first characters of it' }],
  summary: 'Show one finding: evidence, a command that reproduces it, the remedy',
  examples: ['portcullis findings show 3f9a12c4', 'portcullis findings show 3f9a12c4 --format json'],
  options: {},
  async run({ args: [fingerprint] }, app) {
    const store = await app.store({ readOnly: true });
    const stored = await store.findings.get(fingerprint!);
    const history = await store.findings.history(stored.finding.fingerprint);
    writeResult(app, { ...stored, history }, () =>
      findingText(stored, history, { paint: makePaint(app.color), cwd: app.cwd }),
    );
    return 0;
  },
});
