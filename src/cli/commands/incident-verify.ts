import { visibleText } from '../../core/visible-text.js';
import type { BundleVerification } from '../../evidence/verify-bundle.js';
import type { IncidentManifest } from '../../incidents/bundle.js';
import { makePaint, type Paint } from '../../report/paint.js';
import { bundleExitCode, bundleFacts, bundleFaults, bundleOptions } from '../bundle-verification.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'incident-verify',
  words: ['incident', 'verify'],
  arguments: [{ name: '<bundle>', describe: 'archive of incident bundle, or the folder it was unpacked into' }],
  summary: 'Check the bundle of an incident offline: file hashes, inclusion proofs, signed checkpoints',
  examples: [
    'portcullis incident verify incident-1.zip',
    'portcullis incident verify incident-1.zip --checkpoint /media/worm/portcullis.checkpoints',
  ],
  options: bundleOptions,
  async run({ args: [bundle], options: { key, checkpoint } }, app) {
    const [{ verifyIncidentBundle }, { readCheckpoints }] = await Promise.all([
      import('../../app/incident-bundle.js'),
      import('../../app/log-files.js'),
    ]);
    const outside = checkpoint === undefined ? undefined : readCheckpoints(app.cwd, checkpoint);
    const result = verifyIncidentBundle(app.cwd, bundle!, { key, ...(outside ? { outside } : {}) });
    const { problems, ...rest } = result;
    writeResult(app, { verified: problems.length === 0, problems, ...rest }, () =>
      verdict(result, makePaint(app.color), key !== undefined),
    );
    return bundleExitCode(result, outside !== undefined);
  },
});

function verdict(result: BundleVerification<IncidentManifest>, paint: Paint, isKnown: boolean): string {
  const faults = bundleFaults(result, paint);
  if (faults !== undefined) return faults;
  const { manifest, files, proofs, compared } = result;
  const { recorded, signed } = bundleFacts(result, isKnown);
  const { incident, title, collected } = manifest!;
  const lines = [
    `incident ${incident}: ${title}, collected ${collected}`,
    recorded,
    `${files} files, ${proofs} records of the logs proved, ${compared} checkpoints kept elsewhere compared`,
    signed,
    'What this does not prove: that everything that happened was recorded, or that a note was true when it was written.',
  ].map(visibleText);
  return `${lines.join('\n')}\n${paint.bold('verified')}: every file is as it was made\n`;
}
