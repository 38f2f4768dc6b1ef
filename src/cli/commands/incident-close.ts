import { closeIncident } from '../../app/incidents.js';
import { PortcullisError } from '../../core/errors.js';
import type { ReviewAction } from '../../incidents/incident.js';
import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';
import { isoDate } from '../parse.js';

const text = (value: string): string => value;

/** `what|owner|2026-12-24`, several with `;` between. */
function readActions(value: string): readonly ReviewAction[] {
  return value
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [what = '', owner = '', due = '', ...more] = part.split('|').map((each) => each.trim());
      if (!what || !owner || more.length > 0) {
        throw new PortcullisError('USAGE', `--actions does not take "${part.trim()}"`, {
          expected: 'what|owner|date, several with a semicolon between',
        });
      }
      return { what, owner, due: isoDate('--actions')(due) };
    });
}

export default defineCommand({
  id: 'incident-close',
  words: ['incident', 'close'],
  arguments: [{ name: '<number>', describe: 'as incident list shows it' }],
  summary: 'Close an incident with what was learned from it',
  examples: [
    'portcullis incident close 1 --held "the owner rule" --failed "nobody watched the key"',
    'portcullis incident close 1 --held "limits" --failed "the phone list" --actions "renew the phone list|ann|2026-12-24"',
  ],
  options: {
    held: { flags: '--held <text>', describe: 'what worked', parse: text },
    failed: { flags: '--failed <text>', describe: 'what did not', parse: text },
    actions: {
      flags: '--actions <list>',
      describe: 'what is to be done: what|owner|date, several with a semicolon between',
      parse: readActions,
    },
  },
  async run({ args: [number], options: { held, failed, actions = [] } }, app) {
    if (held === undefined || failed === undefined) {
      throw new PortcullisError('USAGE', 'an incident is closed with a review', { expected: '--held and --failed' });
    }
    const incident = await closeIncident(app, incidentNumber(number!), { held, failed, actions });
    const rest = actions.length === 1 ? '1 action' : `${actions.length} actions`;
    writeResult(app, incident, () => `incident ${incident.number} is closed, with ${rest} to be done\n`);
    return 0;
  },
});
