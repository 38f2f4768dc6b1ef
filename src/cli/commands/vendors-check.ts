import { defineCommand } from '../command.js';
import { failOn } from '../options.js';
import { exitCodeOf, writeRun } from '../output.js';

export default defineCommand({
  id: 'vendors-check',
  words: ['vendors', 'check'],
  arguments: [{ name: '[name...]', describe: 'third parties to look at; default all' }],
  summary: 'Look at the posture of third parties: TLS, HTTP, DNS, contact, contract, SBOM, secrets, reviews',
  examples: ['portcullis vendors check', 'portcullis vendors check "Acme Payments" --advisories osv/ --format sarif'],
  isReport: true,
  options: {
    failOn,
    advisories: {
      flags: '--advisories <path>',
      describe: 'file, zip or folder of OSV advisories that SBOMs are compared with',
      parse: (text: string) => text,
    },
  },
  async run({ args, options: { advisories, failOn: floor } }, app) {
    const { checkVendors } = await import('../../app/vendor-checks.js');
    const { run } = await checkVendors(app, { names: args, advisories });
    writeRun(run, app);
    return exitCodeOf(run, floor);
  },
});
