import { PortcullisError } from '../../core/errors.js';
import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { oneOf } from '../parse.js';

const verdicts = ['approved', 'conditions', 'rejected'] as const;

export default defineCommand({
  id: 'vendors-review',
  words: ['vendors', 'review'],
  arguments: [{ name: '<name>', describe: 'third party' }],
  summary: 'Print the questions of a review as a file to fill in, or record the answers',
  examples: [
    'portcullis vendors review "Acme Payments" --output acme.yaml',
    'portcullis vendors review "Acme Payments" --answers acme.yaml --verdict approved',
  ],
  options: {
    answers: { flags: '--answers <file>', describe: 'the file, filled in', parse: (text: string) => text },
    verdict: {
      flags: '--verdict <verdict>',
      describe: `${verdicts.join(', ')}; a rejected third party gets no new use`,
      parse: oneOf('--verdict', verdicts) as (text: string) => (typeof verdicts)[number],
    },
    note: { flags: '--note <text>', describe: 'conditions, or why', parse: (text: string) => text },
  },
  async run({ args: [name = ''], options: { answers, verdict, note } }, app) {
    if ((answers === undefined) !== (verdict === undefined)) {
      throw new PortcullisError('USAGE', '--answers and --verdict belong together');
    }
    if (answers === undefined || verdict === undefined) {
      const { reviewForm } = await import('../../app/vendor-review-form.js');
      const form = await reviewForm(app, name);
      writeResult(app, form, () => form.text);
      return 0;
    }
    const [{ readAnswers }, { reviewVendor }, { currentActor }] = await Promise.all([
      import('../../app/vendor-review-form.js'),
      import('../../app/vendors.js'),
      import('../../app/actor.js'),
    ]);
    const request = { by: currentActor(), verdict, answers: readAnswers(app, answers), note };
    const row = await reviewVendor(app, name, request);
    const until = new Date(row.review.dueAt).toISOString().slice(0, 10);
    writeResult(app, row, () =>
      row.review.state === 'rejected'
        ? `${visibleText(name)} is rejected: new use is denied from now on\n`
        : `${visibleText(name)} is reviewed until ${until}\n`,
    );
    return 0;
  },
});
