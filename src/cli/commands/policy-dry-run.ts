import type { App } from '../../app/app.js';
import { inspectionLevels, type InspectionLevel } from '../../core/inspection.js';
import type { DryRun, GivenException, PlaceReport, ProposedException } from '../../inspection/dry-run.js';
import type { Project } from '../../model/types.js';
import { visibleText } from '../../core/visible-text.js';
import { defineCommand } from '../command.js';
import { selectEvents, selectionOf } from '../event-selection.js';
import { table, writeResult } from '../output.js';
import { isoTime, oneOf, wholeNumber } from '../parse.js';

const mostEvents = 1_000_000;
const dayMillis = 86_400_000;
const usualDays = 30;

function rowOf(place: PlaceReport): string[] {
  const { operation, at, family, seen, denied, excepted, principals, clients, wouldDeny } = place;
  const { lenient, standard, strict } = wouldDeny;
  const counts = [seen, denied, excepted, lenient, standard, strict, principals, clients].map(String);
  return [visibleText(operation), visibleText(at), family, ...counts];
}

const head = [
  'operation',
  'place',
  'family',
  'seen',
  'denied',
  'excepted',
  'lenient',
  'standard',
  'strict',
  'principals',
  'clients',
];

function proposalText({ operation, at, family, because, expires }: ProposedException): string {
  const [place, why] = [JSON.stringify(at), JSON.stringify(because)];
  const fields = `at: ${place}, family: ${family}, because: ${why}, owner: YOU, expires: '${expires}'`;
  return `  ${JSON.stringify(operation)}: { inspection: { exceptions: [{ ${fields} }] } }`;
}

interface Result {
  readonly places: readonly PlaceReport[];
  readonly proposed: readonly ProposedException[];
  readonly unused: readonly GivenException[];
}

function unusedText(unused: readonly GivenException[]): string {
  const rows = unused.map(({ operation, at, family, expires }) => [visibleText(operation), at, family, expires]);
  return `Exceptions that let nothing through in this time: what is not needed is a hole.\n${table([['operation', 'place', 'family', 'expires'], ...rows])}`;
}

function render({ places, proposed, unused }: Result): string {
  const parts = places.length === 0 ? ['the inspection saw nothing in this time\n'] : placesText(places, proposed);
  if (unused.length > 0) parts.push(unusedText(unused));
  return parts.join('\n');
}

function placesText(places: readonly PlaceReport[], proposed: readonly ProposedException[]): string[] {
  const parts = [table([head, ...places.map(rowOf)])];
  parts.push('The levels count what was recorded, by its score and the kind of the field.\n');
  if (proposed.length > 0) {
    parts.push(`Proposed, once somebody answers for it (operations:)\n${proposed.map(proposalText).join('\n')}\n`);
  } else parts.push('No exception is proposed: no place was hit by enough principals.\n');
  return parts;
}

/** The exceptions of the policy that still hold, of each operation. */
function exceptionsOf({ apis }: Project, now: Date): GivenException[] {
  const operations = apis.flatMap((api) => [...api.operations.values()]);
  return operations.flatMap(({ id, policy }) =>
    policy.inspection.exceptions
      .filter(({ expires }) => now.getTime() < Date.parse(expires))
      .map(({ at, family, expires }) => ({ operation: id, at, family, expires })),
  );
}

const levels = Object.keys(inspectionLevels) as readonly InspectionLevel[];
/** What was denied, would have been, or passed although something was seen. */
const queries = [
  'kind:denial code:INPUT_INJECTION',
  'kind:would_deny code:INPUT_INJECTION',
  'kind:access detail.family:*',
];

async function readEvents(app: App, into: DryRun, since: number): Promise<void> {
  for (const query of queries) {
    const selection = selectionOf(query, { log: 'events', since, now: app.now() });
    await collect(into, selectEvents(app, selection, mostEvents));
  }
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
    level: {
      flags: '--level <level>',
      describe: 'propose what this level denies',
      parse: oneOf('--level', levels) as (text: string) => InspectionLevel,
      default: 'standard' as InspectionLevel,
    },
  },
  async run({ options: { since, principals, level } }, app) {
    const { DryRun, proposeExceptions } = await import('../../inspection/dry-run.js');
    const from = since ?? app.now().getTime() - usualDays * dayMillis;
    const seen = new DryRun();
    await readEvents(app, seen, from);
    const { places } = seen;
    const proposed = proposeExceptions(places, { leastPrincipals: principals, now: app.now(), level });
    const unused = seen.unused(exceptionsOf(await app.project(), app.now()));
    const result = { places, proposed, unused };
    writeResult(app, result, () => render(result));
    return 0;
  },
});
