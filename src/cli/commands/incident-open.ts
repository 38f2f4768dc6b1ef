import { openIncident } from '../../app/incidents.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { isoTime, severity, words } from '../parse.js';

const text = (value: string): string => value;

export default defineCommand({
  id: 'incident-open',
  words: ['incident', 'open'],
  summary: 'Open an incident record, by hand or from a detection',
  examples: [
    'portcullis incident open --detection 3f9a12c4 --lead ann',
    'portcullis incident open --title "Key in a public repository" --severity high --data-classes email',
  ],
  options: {
    title: {
      flags: '--title <text>',
      describe: 'what happened, in a few words; default that of the detection',
      parse: text,
    },
    severity: {
      flags: '--severity <severity>',
      describe: 'default that of the detection, else high',
      parse: severity('--severity'),
    },
    detection: {
      flags: '--detection <id>',
      describe: 'takes over what was noticed, and pins its events',
      parse: text,
    },
    criterion: { flags: '--criterion <text>', describe: 'why this is an incident', parse: text },
    operations: { flags: '--operations <list>', describe: 'operations concerned', parse: words('--operations') },
    dataClasses: {
      flags: '--data-classes <list>',
      describe: 'classes of personal data concerned: they set deadlines going',
      parse: words('--data-classes'),
    },
    runbook: { flags: '--runbook <name>', describe: 'what is worked by; default that of the detection', parse: text },
    lead: { flags: '--lead <name>', describe: 'who leads the response; default you', parse: text },
    awareAt: { flags: '--aware-at <time>', describe: 'when you knew; default now', parse: isoTime('--aware-at') },
  },
  async run({ options }, app) {
    const incident = await openIncident(app, options);
    const { number, title, severity: how } = incident;
    writeResult(
      app,
      incident,
      () =>
        `incident ${number} is open: ${title} (${how})\nportcullis incident show ${number} shows it, incident note ${number} adds to it\n`,
    );
    return 0;
  },
});
