import { PortcullisError } from '../../core/errors.js';
import { defineCommand } from '../command.js';

export default defineCommand({
  id: 'advisories-trim',
  words: ['advisories', 'trim'],
  arguments: [{ name: '<snapshot>', describe: 'OSV advisories of npm: a file, a zip or a folder' }],
  summary: 'Keep of a snapshot of advisories what is about the packages of a lockfile, one JSON document a line',
  examples: [
    'portcullis advisories trim all.zip --lockfile package-lock.json --output advisories.ndjson',
    'portcullis advisories trim osv/ --lockfile yarn.lock > advisories.ndjson',
  ],
  formats: ['ndjson'],
  options: {
    lockfile: {
      flags: '--lockfile <file>',
      describe: 'lockfile or SBOM whose packages are kept',
      parse: (text: string) => text,
    },
  },
  async run({ args: [snapshot = ''], options: { lockfile } }, app) {
    if (lockfile === undefined) throw new PortcullisError('USAGE', '--lockfile is missing', { expected: 'a lockfile' });
    const { trimAdvisories } = await import('../../app/trim-advisories.js');
    const { text, entries, kept, date } = trimAdvisories(app, snapshot, lockfile);
    app.write(text);
    app.say(`${kept} of ${entries} advisories kept${date === undefined ? '' : `, as of ${date}`}`);
    return 0;
  },
});
