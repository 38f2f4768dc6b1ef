import { visibleText } from '../../core/visible-text.js';
import { makePaint, type Paint } from '../../report/paint.js';
import type { BundleVerification } from '../../evidence/verify-bundle.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

const mostListed = 20;
const text = (value: string) => value;

export default defineCommand({
  id: 'evidence-verify',
  words: ['evidence', 'verify'],
  arguments: [{ name: '<bundle>', describe: 'archive of evidence --bundle, or the folder it was unpacked into' }],
  summary: 'Check a bundle of evidence offline: file hashes, inclusion proofs, signed checkpoints',
  examples: [
    'portcullis evidence verify soc2-q3.zip',
    'portcullis evidence verify soc2-q3.zip --checkpoint /media/worm/portcullis.checkpoints',
  ],
  options: {
    key: {
      flags: '--key <verifier>',
      describe: 'the line "signed by" that the maker of the bundle told you',
      parse: text,
    },
    checkpoint: {
      flags: '--checkpoint <file>',
      describe: 'checkpoints that were kept elsewhere: they show a history that was written anew',
      parse: text,
    },
  },
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
    if (problems.length > 0) return 1;
    // What was asked for and could not be compared is not verified.
    return outside && result.compared === 0 ? 3 : 0;
  },
});

interface Asked {
  readonly paint: Paint;
  readonly known: boolean;
  readonly outside: number;
}

/** The outcome for a person; the most important line is the last. */
function verdict(
  { problems, manifest, record, files, proofs, compared }: BundleVerification,
  { paint, known, outside }: Asked,
): string {
  const shown = problems.slice(0, mostListed).map(({ file, what }) => visibleText(`${file}: ${what}`));
  const more = problems.length - shown.length;
  if (problems.length > 0) {
    const total = `${problems.length} fault${problems.length === 1 ? '' : 's'}`;
    return `${[...shown, ...(more > 0 ? [`and ${more} more`] : []), paint.bold(`TAMPERED: ${total}`)].join('\n')}\n`;
  }
  const lines = [
    `evidence for ${manifest!.framework}, ${manifest!.from} to ${manifest!.to}, collected ${manifest!.collected}`,
    `recorded as ${record!.id} by ${record!.actor}, ${new Date(record!.time).toISOString()}`,
    `${files} files, ${proofs} records of the log proved`,
    `signed by ${manifest!.signers[0]}${known ? '' : '; whether that is the right one, only its maker can say (--key)'}`,
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
