import { terminalText } from '../../academy/terminal-text.js';
import { showIncident } from '../../app/incidents.js';
import { allRunbooks, findRunbook } from '../../app/runbooks.js';
import type { App } from '../../app/app.js';
import { PortcullisError } from '../../core/errors.js';
import type { Incident } from '../../incidents/incident.js';
import { commandsOf, incidentValue, type Runbook } from '../../incidents/runbook.js';
import { defineCommand } from '../command.js';
import { incidentNumber } from '../incident-number.js';
import { table, writeResult } from '../output.js';

const goalWords = ({ detectMinutes, containMinutes, proveMinutes }: Runbook['goals']): string =>
  `detect within ${detectMinutes} min, contain within ${containMinutes} min, prove within ${proveMinutes} min`;

function listRunbooks(app: App): void {
  const runbooks = allRunbooks();
  writeResult(
    app,
    runbooks.map(({ text: _text, ...about }) => about),
    () =>
      `${table(runbooks.map(({ number, id, summary }) => [String(number), id, summary]))}portcullis incident runbook ID shows one\n`,
  );
}

/** What the record knows of the variables of the commands. */
function knownValues(incident: Incident | undefined): Readonly<Record<string, string>> {
  if (!incident) return {};
  const [operation] = incident.operations;
  const [detection] = incident.detections;
  return {
    [incidentValue]: String(incident.number),
    ...(detection === undefined ? {} : { DETECTION: detection }),
    // The record has `api operation`, or what a person wrote.
    ...(operation === undefined ? {} : { OPERATION: operation.split(' ').at(-1)! }),
  };
}

const quoted = (value: string): string => `'${value.replaceAll("'", String.raw`'\''`)}'`;

/** Lines that set the variables of the commands: what is known, then what is to be filled in. */
function settingLines({ values, text }: Runbook, known: Readonly<Record<string, string>>): string {
  const isUsed = text.includes(`$${incidentValue}`);
  const all = { ...(isUsed ? { [incidentValue]: 'number of the incident' } : {}), ...values };
  return Object.entries(all)
    .map(([name, what]) => `${name}=${known[name] === undefined ? `''  # ${what}` : quoted(known[name])}`)
    .join('\n');
}

export default defineCommand({
  id: 'incident-runbook',
  words: ['incident', 'runbook'],
  arguments: [{ name: '[runbook]', describe: 'its number or name; without one they are listed' }],
  summary: 'Read what to do about a kind of incident, with commands that run',
  examples: ['portcullis incident runbook bola-exfiltration', 'portcullis incident runbook --incident 3'],
  options: {
    incident: {
      flags: '--incident <number>',
      describe: 'fill in what its record knows; without a name: the runbook of the record',
      parse: incidentNumber,
    },
  },
  async run({ args: [name], options: { incident: number } }, app) {
    const incident = number === undefined ? undefined : (await showIncident(app, number)).incident;
    const wanted = name ?? incident?.runbook;
    if (wanted === undefined && incident) {
      throw new PortcullisError('USAGE', `incident ${incident.number} names no runbook`, {
        expected: 'portcullis incident runbook NAME --incident NUMBER',
      });
    }
    if (wanted === undefined) {
      listRunbooks(app);
      return 0;
    }
    const runbook = findRunbook(wanted);
    const known = knownValues(incident);
    writeResult(app, { ...runbook, commands: commandsOf(runbook), known }, () => {
      const { number: n, title, summary, goals, sources, text } = runbook;
      const settings = settingLines(runbook, known);
      const head = `# ${n}. ${title}\n\n${summary}${settings === '' ? '' : `\n\n\`\`\`sh\n${settings}\n\`\`\``}`;
      const facts = `Goals: ${goalWords(goals)}\n\nSources: ${sources.join(', ')}`;
      return `${terminalText(`${head}\n\n${text}\n\n${facts}`, app)}\n`;
    });
    return 0;
  },
});
