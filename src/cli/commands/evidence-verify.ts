import { visibleText } from '../../core/visible-text.js';
import { makePaint, type Paint } from '../../report/paint.js';
import type { BundleVerification } from '../../evidence/verify-bundle.js';
import { bundleExitCode, bundleFacts, bundleFaults, bundleOptions } from '../bundle-verification.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'evidence-verify',
  words: ['evidence', 'verify'],
  arguments: [{ name: '<bundle>', describe: 'archive of evidence --bundle, or the folder it was unpacked into' }],
  summary: 'Check a bundle of evidence offline: file hashes, inclusion proofs, signed checkpoints',
  examples: [
    'portcullis evidence verify soc2-q3.zip',
    'portcullis evidence verify soc2-q3.zip --checkpoint /media/worm/portcullis.checkpoints',
  ],
  options: bundleOptions,
  async run({ args: [bundle], options: { key, checkpoint } }, app) {
    const [{ verifyBundle }, { readCheckpoints }] = await Promise.all([
      import('../../app/evidence.js'),
      import('../../app/log-files.js'),
    ]);
    const outside = checkpoint === undefined ? undefined : readCheckpoints(app.cwd, checkpoint);
    const result = verifyBundle(app.cwd, bundle!, { key, ...(outside ? { outside } : {}) });
    const { problems, manifest, ...rest } = result;
    writeResult(app, { verified: problems.length === 0, problems, ...rest, manifest }, () =>
      verdict(result, { paint: makePaint(app.color), known: key !== undefined, outside: outside?.length ?? 0 }),
    );
    return bundleExitCode(result, outside !== undefined);
  },
});

interface Asked {
  readonly paint: Paint;
  readonly known: boolean;
  readonly outside: number;
}

/** The outcome for a person; the most important line is the last. */
function verdict(result: BundleVerification, { paint, known, outside }: Asked): string {
  const faults = bundleFaults(result, paint);
  if (faults !== undefined) return faults;
  const { manifest, files, proofs, compared } = result;
  const { recorded, signed } = bundleFacts(result, known);
  const lines = [
    `evidence for ${manifest!.framework}, ${manifest!.from} to ${manifest!.to}, collected ${manifest!.collected}`,
    recorded,
    `${files} files, ${proofs} records of the log proved`,
    signed,
    ...(outside > 0
      ? [
          `${compared} of ${outside} checkpoints kept elsewhere are of these states${compared === 0 ? ': none could be compared' : ', and agree'}`,
        ]
      : []),
    '',
    'What this does not prove: that everything that happened was recorded, or that a record was true when it was written.',
    manifest!.wording,
    `${paint.bold('verified')}: every file is as it was made`,
  ];
  return `${lines.map((line) => (line.includes('\u001b') ? line : visibleText(line))).join('\n')}\n`;
}
