import { listIncidents } from '../../app/incidents.js';
import { incidentStates } from '../../store/incident.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { oneOf } from '../parse.js';

export default defineCommand({
  id: 'incident-list',
  words: ['incident', 'list'],
  isDefault: true,
  summary: 'List incidents, newest first',
  examples: ['portcullis incident list', 'portcullis incident list --state open --format json'],
  options: {
    state: { flags: '--state <state>', describe: incidentStates.join(', '), parse: oneOf('--state', incidentStates) },
  },
  async run({ options: { state } }, app) {
    const incidents = await listIncidents(app, state === undefined ? {} : { state });
    writeResult(app, incidents, () => {
      if (incidents.length === 0) return `no incident${state === undefined ? '' : ` is ${state}`}\n`;
      const rows = incidents.map(({ number, openedAt, severity, state: now, roles, title }) => [
        String(number),
        new Date(openedAt).toISOString().slice(0, 16).replace('T', ' '),
        severity,
        now,
        roles['lead'] ?? '',
        title,
      ]);
      return table([['#', 'opened (UTC)', 'severity', 'state', 'lead', 'what'], ...rows]);
    });
    return 0;
  },
});
