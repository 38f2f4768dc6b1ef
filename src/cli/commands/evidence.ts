import { PortcullisError } from '../../core/errors.js';
import { relativePath } from '../../report/relative-path.js';
import { makePaint } from '../../report/paint.js';
import { defineCommand } from '../command.js';
import { evidenceText, frameworksText } from '../evidence-text.js';
import { isoTime } from '../parse.js';

const usualDays = 90;
const dayMillis = 86_400_000;
const fromTime = isoTime('--from');
const toTime = isoTime('--to');

export default defineCommand({
  id: 'evidence',
  words: ['evidence'],
  arguments: [{ name: '[framework]', describe: 'its id, or a file of your own; none lists those there are' }],
  summary: 'Gather the evidence for the controls of a framework over a period',
  examples: [
    'portcullis evidence soc2 --from 2026-07-01 --to 2026-09-30 --bundle soc2-q3.zip',
    'portcullis evidence pci-dss --format oscal --output assessment-results.json',
  ],
  formats: ['text', 'json', 'oscal', 'csv', 'html'],
  options: {
    from: {
      flags: '--from <time>',
      describe: `ISO date or time (default: ${usualDays} days before --to)`,
      parse: fromTime,
    },
    to: {
      flags: '--to <time>',
      describe: 'ISO date, which is its whole day, or time (default: now)',
      // The last day of a quarter belongs to it.
      parse: (text: string) => toTime(text) + (text.length === 10 ? dayMillis : 0),
    },
    bundle: {
      flags: '--bundle <file>',
      describe: 'write everything into one archive that can be verified offline, and record that',
      parse: (text: string) => text,
    },
  },
  async run({ args: [name], options: { from, to, bundle } }, app) {
    const { collectEvidence, frameworkList, loadFramework, renderEvidence, writeBundle } =
      await import('../../app/evidence.js');
    if (name === undefined) {
      if (from ?? to ?? bundle)
        throw new PortcullisError('USAGE', 'Which framework?', {
          expected: frameworkList()
            .map(({ id }) => id)
            .join(', '),
        });
      const list = frameworkList();
      app.write(
        app.format === 'json' ? `${JSON.stringify(list, null, 2)}\n` : frameworksText(list, makePaint(app.color)),
      );
      return 0;
    }
    const framework = loadFramework(app, name);
    const request = { framework, period: periodOf(app.now().getTime(), from, to) };
    const made = bundle === undefined ? undefined : await writeBundle(app, request, bundle);
    const report = made?.report ?? (await collectEvidence(app, request));
    const format = app.format ?? 'text';
    if (format !== 'text') app.write(renderEvidence(report, format as 'json' | 'oscal' | 'csv' | 'html'));
    else {
      const written = made && { ...made, file: relativePath(made.file, app.cwd) };
      app.write(evidenceText(report, { paint: makePaint(app.color), width: app.width, name, made: written }));
    }
    return 0;
  },
});

function periodOf(
  now: number,
  from: number | undefined,
  to: number | undefined,
): { readonly from: number; readonly to: number } {
  const end = to ?? now;
  const begin = from ?? Math.min(end, now) - usualDays * dayMillis;
  const day = (time: number): string => new Date(time).toISOString().slice(0, 16);
  if (begin >= end)
    throw new PortcullisError('USAGE', `--from ${day(begin)}Z is not before --to ${day(end - 1)}Z`, {
      expected: 'a period that begins before it ends',
    });
  if (begin >= now)
    throw new PortcullisError('USAGE', `--from ${day(begin)}Z is in the future`, { expected: 'a time that has begun' });
  return { from: begin, to: end };
}
