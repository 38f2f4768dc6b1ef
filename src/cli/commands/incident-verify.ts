import { visibleText } from '../../core/visible-text.js';
import type { BundleVerification } from '../../evidence/verify-bundle.js';
import type { IncidentManifest } from '../../incidents/bundle.js';
import { makePaint, type Paint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

const mostListed = 20;
const text = (value: string): string => value;

export default defineCommand({
  id: 'incident-verify',
  words: ['incident', 'verify'],
  arguments: [{ name: '<bundle>', describe: 'archive of incident bundle, or the folder it was unpacked into' }],
  summary: 'Check the bundle of an incident offline: file hashes, inclusion proofs, signed checkpoints',
  examples: [
    'portcullis incident verify incident-1.zip',
    'portcullis incident verify incident-1.zip --checkpoint /media/worm/portcullis.checkpoints',
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
    if (problems.length > 0) return 1;
    // What was asked for and could not be compared is not verified.
    return outside && result.compared === 0 ? 3 : 0;
  },
});

function verdict(result: BundleVerification<IncidentManifest>, paint: Paint, isKnown: boolean): string {
  const { problems, manifest, record, files, proofs, compared } = result;
  if (problems.length > 0) {
    const shown = problems.slice(0, mostListed).map(({ file, what }) => `${visibleText(`${file}: ${what}`)}\n`);
    const more = problems.length > mostListed ? `and ${problems.length - mostListed} more\n` : '';
    return `${shown.join('')}${more}${paint.bold(`TAMPERED: ${problems.length} fault${problems.length === 1 ? '' : 's'}`)}\n`;
  }
  const { incident, title, collected, signers } = manifest!;
  const lines = [
    `incident ${incident}: ${title}, collected ${collected}`,
    `recorded as ${record!.id} by ${record!.actor}, ${new Date(record!.time).toISOString()}`,
    `${files} files, ${proofs} records of the logs proved, ${compared} checkpoints kept elsewhere compared`,
    `signed by ${signers[0]}${isKnown ? '' : '; whether that is the right one, only its maker can say (--key)'}`,
    'What this does not prove: that everything that happened was recorded, or that a note was true when it was written.',
  ].map(visibleText);
  return `${lines.join('\n')}\n${paint.bold('verified')}: every file is as it was made\n`;
}
