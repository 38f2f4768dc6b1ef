import { pinToIncident } from '../../app/incidents.js';
import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'incident-pin',
  words: ['incident', 'pin'],
  arguments: [
    { name: '<number>', describe: 'as incident list shows it' },
    { name: '<event...>', describe: 'ids of events' },
  ],
  summary: 'Put events of the log into the timeline of an incident',
  examples: [
    'portcullis incident pin 1 019ab2c3-7d10-7a41-8f00-2f1e6a3b9c55',
    "portcullis incident pin 1 $(portcullis events search 'client:203.0.113.9 outcome:denied' --format json | jq -r '.[].id')",
  ],
  options: {},
  async run({ args: [number, ...events] }, app) {
    const incident = incidentNumber(number!);
    await pinToIncident(app, incident, events);
    const count = events.length === 1 ? '1 event' : `${events.length} events`;
    writeResult(app, { incident, events }, () => `pinned ${count} to incident ${incident}\n`);
    return 0;
  },
});
