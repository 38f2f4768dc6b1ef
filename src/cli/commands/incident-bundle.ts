import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'incident-bundle',
  words: ['incident', 'bundle'],
  arguments: [
    { name: '<number>', describe: 'as incident list shows it' },
    { name: '<file>', describe: 'the archive that is written' },
  ],
  summary: 'Write an incident with its events, policies and proofs into one archive that can be verified offline',
  examples: [
    'portcullis incident bundle 1 incident-1.zip',
    'portcullis incident bundle 1 incident-1.zip --format json',
  ],
  options: {},
  async run({ args: [number, file] }, app) {
    const { writeIncidentBundle } = await import('../../app/incident-bundle.js');
    const { bytes, ...made } = await writeIncidentBundle(app, incidentNumber(number!), file!);
    writeResult(
      app,
      { ...made, bytes: bytes.length },
      () =>
        `${file}: ${made.files} files, ${made.events} events, ${made.proofs} records of the logs proved; recorded as ${made.record}\n` +
        `signed by ${made.signers[0]}\nportcullis incident verify ${file} checks it, offline\n`,
    );
    return 0;
  },
});
