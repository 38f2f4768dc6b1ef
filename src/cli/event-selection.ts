import type { App } from '../app/app.js';
import type { SecurityEvent } from '../core/events.js';
import { searchAudit } from '../telemetry/audit-events.js';
import { searchEvents } from '../telemetry/event-search.js';
import { compileQuery, testOf } from '../telemetry/query-match.js';
import { parseQuery, type Query } from '../telemetry/query.js';
import { queryField } from '../telemetry/query-fields.js';
import { isoTime, oneOf } from './parse.js';

/** Which log a command reads. */
export type Log = 'events' | 'audit';

/** Flags of all commands that select events. */
export const selectionFlags = {
  log: {
    flags: '--log <log>',
    describe: 'events, or audit: what administrators and the program changed',
    parse: oneOf('--log', ['events', 'audit']) as (text: string) => Log,
    default: 'events' as Log,
  },
  since: { flags: '--since <time>', describe: 'ISO date or time', parse: isoTime('--since') },
} as const;

/** What a command line selects. */
export interface Selection {
  readonly log: Log;
  readonly query: Query;
  /** As it was written, for the audit log. */
  readonly text: string;
}

/** Reads the query and adds the times of the flags. Throws `QUERY_INVALID`. */
export function selectionOf(
  text: string | undefined,
  { log, since, until, now }: { log: Log; since?: number | undefined; until?: number | undefined; now: Date },
): Selection {
  const written = parseQuery(text ?? '', now.getTime());
  const field = queryField('time')!;
  const times: Query = { kind: 'between', field, least: since ?? -Infinity, most: (until ?? Infinity) - 1 };
  const query = since === undefined && until === undefined ? written : joined(written, times);
  return { log, query, text: text ?? '' };
}

function joined(query: Query, times: Query): Query {
  return { kind: 'all', of: query.kind === 'all' ? [...query.of, times] : [query, times] };
}

/** Adds conditions that flags stand for. */
export function narrowed(selection: Selection, fields: Readonly<Record<string, string | undefined>>): Selection {
  const terms = Object.entries(fields).flatMap(([name, value]): Query[] =>
    value === undefined ? [] : [{ kind: 'equal', field: queryField(name)!, value }],
  );
  return terms.length === 0 ? selection : { ...selection, query: terms.reduce(joined, selection.query) };
}

/** What is selected, newest first. */
export async function* selectEvents(app: App, selection: Selection, limit: number): AsyncGenerator<SecurityEvent> {
  const { log, query } = selection;
  const options = { limit, signal: app.signal };
  if (log === 'events') {
    const store = await app.store({ readOnly: true });
    const { withTokens } = await import('../app/person-tokens.js');
    const { personNames } = await import('../app/person-names.js');
    const found = searchEvents(store.events, compileQuery(await withTokens(query, store)), options);
    yield* inPortions(found, (portion) => personNames(store).show(portion));
    return;
  }
  const { audit } = await app.store();
  yield* searchAudit(audit, { filter: compileQuery(query).filter, matches: testOf(query) }, options);
}

const atOnce = 500;

/** Names are looked up for many events in one question. */
async function* inPortions<T>(
  from: AsyncIterable<T>,
  change: (portion: readonly T[]) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  let portion: T[] = [];
  for await (const one of from) {
    if (portion.push(one) < atOnce) continue;
    yield* await change(portion);
    portion = [];
  }
  yield* await change(portion);
}
