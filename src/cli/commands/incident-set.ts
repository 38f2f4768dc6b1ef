import { changeIncident } from '../../app/incidents.js';
import { PortcullisError } from '../../core/errors.js';
import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { writeResult } from '../output.js';
import { isoTime, oneOf, severity, words } from '../parse.js';

const text = (value: string): string => value;

/** Flags that were given. */
const present = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).filter(([, value]) => value !== undefined);

export default defineCommand({
  id: 'incident-set',
  words: ['incident', 'set'],
  arguments: [{ name: '<number>', describe: 'as incident list shows it' }],
  summary: 'Change the state, the severity or the people of an incident',
  examples: ['portcullis incident set 1 --state contained', 'portcullis incident set 1 --severity critical --lead bob'],
  options: {
    state: { flags: '--state <state>', describe: 'open or contained', parse: oneOf('--state', ['open', 'contained']) },
    severity: { flags: '--severity <severity>', describe: 'how bad it is', parse: severity('--severity') },
    lead: { flags: '--lead <name>', describe: 'who leads the response', parse: text },
    scribe: { flags: '--scribe <name>', describe: 'who keeps the record', parse: text },
    communication: { flags: '--communication <name>', describe: 'who talks to those concerned', parse: text },
    operations: { flags: '--operations <list>', describe: 'operations concerned', parse: words('--operations') },
    dataClasses: {
      flags: '--data-classes <list>',
      describe: 'personal data concerned',
      parse: words('--data-classes'),
    },
    runbook: { flags: '--runbook <name>', describe: 'what is worked by', parse: text },
    containedAt: { flags: '--contained-at <time>', describe: 'when it was stopped', parse: isoTime('--contained-at') },
    provedAt: { flags: '--proved-at <time>', describe: 'when that was proved', parse: isoTime('--proved-at') },
  },
  async run({ args: [number], options }, app) {
    const {
      lead,
      scribe,
      communication,
      state,
      severity: how,
      operations,
      dataClasses,
      runbook,
      containedAt,
      provedAt,
    } = options;
    const named = present({ lead, scribe, communication });
    const given = present({ state, severity: how, operations, dataClasses, runbook, containedAt, provedAt });
    if (named.length === 0 && given.length === 0) {
      throw new PortcullisError('USAGE', 'nothing is to be changed', { expected: 'a flag such as --state contained' });
    }
    const incident = await changeIncident(app, incidentNumber(number!), {
      ...Object.fromEntries(given),
      ...(named.length > 0 ? { roles: Object.fromEntries(named) as Record<string, string> } : {}),
    });
    writeResult(app, incident, () => `incident ${incident.number}: ${incident.severity}, ${incident.state}\n`);
    return 0;
  },
});
