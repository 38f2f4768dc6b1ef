import type { DryRun, PlaceReport, ProposedException } from '../../inspection/dry-run.js';
import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { selectEvents, selectionOf } from '../event-selection.js';
import { table, writeResult } from '../output.js';
import { isoTime, wholeNumber } from '../parse.js';

const mostEvents = 1_000_000;
const dayMillis = 86_400_000;
const usualDays = 30;

function rowOf({ operation, at, family, seen, denied, principals, clients, wouldDeny }: PlaceReport): string[] {
  const { lenient, standard, strict } = wouldDeny;
  const counts = [seen, denied, lenient, standard, strict, principals, clients].map(String);
  return [visibleText(operation), visibleText(at), family, ...counts];
}

const head = [
  'operation',
  'place',
  'family',
  'seen',
  'denied',
  'lenient',
  'standard',
  'strict',
  'principals',
  'clients',
];

function proposalText({ operation, at, family, expires }: ProposedException): string {
  const fields = `at: ${JSON.stringify(at)}, family: ${family}, because: TODO, owner: TODO, expires: '${expires}'`;
  return `  ${JSON.stringify(operation)}: { inspection: { exceptions: [{ ${fields} }] } }`;
}

function render(places: readonly PlaceReport[], proposed: readonly ProposedException[]): string {
  if (places.length === 0) return 'the inspection saw nothing in this time\n';
  const parts = [table([head, ...places.map(rowOf)])];
  parts.push('The levels count the texts that were recorded, by their score; a field kind may ask for more.\n');
  if (proposed.length > 0) {
    parts.push(`Proposed, once somebody has said why (operations:)\n${proposed.map(proposalText).join('\n')}\n`);
  } else parts.push('No exception is proposed: no place was hit by enough principals.\n');
  return parts.join('\n');
}

async function collect(into: DryRun, events: AsyncIterable<Parameters<DryRun['add']>[0]>): Promise<void> {
  for await (const event of events) into.add(event);
}

export default defineCommand({
  id: 'policy-dry-run',
  words: ['policy', 'dry-run'],
  summary: 'Show what each level of the attack inspection denies of recorded traffic, and propose exceptions',
  examples: ['portcullis policy dry-run', 'portcullis policy dry-run --since 2026-05-01 --principals 5 --format json'],
  options: {
    since: { flags: '--since <time>', describe: `ISO date or time; else ${usualDays} days`, parse: isoTime('--since') },
    principals: {
      flags: '--principals <n>',
      describe: 'propose places that so many principals hit',
      parse: wholeNumber('--principals', 1, 1_000_000),
      default: 3,
    },
  },
  async run({ options: { since, principals } }, app) {
    const { DryRun, proposeExceptions } = await import('../../inspection/dry-run.js');
    const from = since ?? app.now().getTime() - usualDays * dayMillis;
    const seen = new DryRun();
    for (const kind of ['denial', 'would_deny'] as const) {
      const query = `kind:${kind} code:INPUT_INJECTION`;
      const selection = selectionOf(query, { log: 'events', since: from, now: app.now() });
      await collect(seen, selectEvents(app, selection, mostEvents));
    }
    const { places } = seen;
    const proposed = proposeExceptions(places, { leastPrincipals: principals, now: app.now() });
    writeResult(app, { places, proposed }, () => render(places, proposed));
    return 0;
  },
});
