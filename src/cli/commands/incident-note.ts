import { noteIncident } from '../../app/incidents.js';
import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';
import { isoTime } from '../parse.js';

export default defineCommand({
  id: 'incident-note',
  words: ['incident', 'note'],
  arguments: [
    { name: '<number>', describe: 'as incident list shows it' },
    { name: '<text>', describe: 'what happened, was decided or was done' },
  ],
  summary: 'Add a line to the timeline of an incident',
  examples: [
    'portcullis incident note 1 "Called the customer: the key is not theirs"',
    'portcullis incident note 1 "Phone call from support" --at 2026-11-25T09:40Z',
  ],
  options: {
    at: { flags: '--at <time>', describe: 'when it happened; default now', parse: isoTime('--at') },
  },
  async run({ args: [number, text], options: { at } }, app) {
    const incident = incidentNumber(number!);
    await noteIncident(app, incident, { text: text!, ...(at === undefined ? {} : { at }) });
    writeResult(app, { incident, text }, () => `noted at incident ${incident}\n`);
    return 0;
  },
});
