import os from 'node:os';
import type { App } from '../../app/app.js';
import { personNames } from '../../app/person-names.js';
import type { SecurityEvent } from '../../core/events.js';
import { eventFormats } from '../../telemetry/exports.js';
import { eventFacets } from '../../telemetry/event-facets.js';
import { eventHistogram } from '../../telemetry/event-histogram.js';
import { searchEvents } from '../../telemetry/event-search.js';
import { endOfLogs, readFrom } from '../../telemetry/log-follow.js';
import { queryFields } from '../../telemetry/query-fields.js';
import { cli } from '../cli.js';
import { cursorOf, isText, readCursor } from '../cursor.js';
import { compiledOf, look, queryOf, type EventQuestion } from '../event-query.js';
import { may, operation, reply, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { limit, cursor, oneOf, queryText, text, time, whole } from '../schemas.js';

const dayMillis = 86_400_000;
const question = { q: queryText, since: time, until: time } as const;
const usualFacets = 'kind,outcome,operation,principal,client,status,guard,code';

/** Events that a tail may send in one go, and how often it looks. */
const tail = { millis: 300, most: 200, alive: 15_000, read: 5000 } as const;

type Paged = EventQuestion & { readonly limit: number; readonly cursor?: string };

export const eventOperations: readonly ConsoleOperation[] = [
  operation<Paged>({
    id: 'listEvents',
    method: 'GET',
    path: '/events',
    summary: 'Security events that match a query, newest first',
    roles: may.read,
    query: { ...question, limit, cursor },
    async run({ app, query, signal }) {
      const { events } = await app.store();
      const before = readCursor(query.cursor, isText);
      const found = await look(events, await compiledOf(app, query), { limit: query.limit, before, signal });
      return {
        items: found.events,
        next: found.next === undefined ? null : cursorOf(found.next),
        looked: found.looked,
        cli: cli('events', 'search', query.q),
      };
    },
  }),
  operation({
    id: 'listEventFields',
    method: 'GET',
    path: '/events/fields',
    summary: 'Fields of the query language',
    roles: may.read,
    async run() {
      const items = [...queryFields.values()].map(({ name, type, describe, values }) => ({
        name,
        type,
        describe,
        ...(values ? { values } : {}),
      }));
      return { items };
    },
  }),
  operation<EventQuestion & { readonly buckets: number }>({
    id: 'getEventHistogram',
    method: 'GET',
    path: '/events/histogram',
    summary: 'How many events match, by time and outcome',
    roles: may.read,
    query: { ...question, buckets: whole(1, 500, { default: 60 }) },
    async run({ app, query, signal }) {
      const { events } = await app.store();
      const until = query.until ?? Date.now();
      const since = Math.min(query.since ?? until - dayMillis, until - 1);
      return eventHistogram(events, await queryOf(app, query), { since, until, buckets: query.buckets, signal });
    },
  }),
  operation<EventQuestion & { readonly fields: string; readonly top: number }>({
    id: 'getEventFacets',
    method: 'GET',
    path: '/events/facets',
    summary: 'The most frequent values of fields among the newest events that match',
    roles: may.read,
    query: { ...question, fields: text(400, { default: usualFacets }), top: whole(1, 100, { default: 10 }) },
    async run({ app, query, signal }) {
      const { events } = await app.store();
      const fields = query.fields.split(',').filter((name) => queryFields.has(name));
      return eventFacets(events, await queryOf(app, query), { fields, top: query.top, signal });
    },
  }),
  operation<{ readonly q?: string }>({
    id: 'tailEvents',
    method: 'GET',
    path: '/events/tail',
    summary: 'Events as they are stored, as server-sent events; says when it leaves some out',
    roles: may.read,
    query: { q: queryText },
    mediaType: 'text/event-stream',
    async run({ app, query, signal }) {
      // Before the stream begins: a query that cannot be read is refused as any other.
      const matches = await testFor(app, query);
      return reply({ stream: { mediaType: 'text/event-stream', parts: follow(app, matches, signal) } });
    },
  }),
  operation<EventQuestion & { readonly format: string }>({
    id: 'exportEvents',
    method: 'GET',
    path: '/events/export',
    summary: 'Download events for other programs; the audit log says who did',
    roles: may.audit,
    query: { ...question, format: oneOf(...eventFormats.ids) },
    mediaType: 'application/octet-stream',
    async run({ app, query, signal, caller }) {
      const { q = '', format: id = 'jsonl' } = query;
      const compiled = await compiledOf(app, query);
      const store = await app.store();
      const detail = { log: 'events', query: q, format: id };
      await store.audit.append({ kind: 'log_exported', actor: caller.name, detail });
      const format = eventFormats.get(id)!;
      const all = searchEvents(store.events, compiled, { limit: Number.MAX_SAFE_INTEGER, signal });
      const headers = { 'content-disposition': `attachment; filename="events.${id}"` };
      return reply({ headers, stream: { mediaType: 'application/octet-stream', parts: linesOf(app, all, format) } });
    },
  }),
  operation({
    id: 'getEvent',
    method: 'GET',
    path: '/events/{event}',
    summary: 'One event, and the others of the same request',
    roles: may.read,
    async run({ app, params }) {
      const { events } = await app.store();
      const event = await events.get(params.event!).catch(() => undefined);
      if (!event) throw new Refusal(404, 'NOT_FOUND', `There is no event ${params.event}`);
      const exchange = event.exchangeId === undefined ? [] : await events.byExchange(event.exchangeId);
      return {
        event,
        exchange: exchange.filter(({ id }) => id !== event.id),
        cli: cli('events', 'search', `id:${event.id}`),
      };
    },
  }),
];

async function testFor(app: App, { q }: EventQuestion): Promise<(event: SecurityEvent) => boolean> {
  const { parseQuery } = await import('../../telemetry/query.js');
  const { testOf } = await import('../../telemetry/query-match.js');
  const { withTokens } = await import('../../app/person-tokens.js');
  const { opener } = await app.store();
  // Whatever the log has today: names must match tokens that are yet to come.
  return testOf(await withTokens(parseQuery(q ?? '', Date.now()), { opener } as Parameters<typeof withTokens>[1]));
}

async function* follow(
  app: App,
  matches: (event: SecurityEvent) => boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const store = await app.store();
  const { events } = store;
  let place = await endOfLogs(events);
  let quietSince = Date.now();
  yield 'retry: 1000\n\n';
  while (!signal.aborted) {
    const portion = await readFrom(events, place, tail.read);
    place = portion.next;
    const matched = portion.events.filter(matches);
    const names = personNames(store);
    if (matched.length > 0) {
      // Every so-manyth, evenly: a share of the truth that says which share it is.
      const sampled = Math.ceil(matched.length / tail.most);
      const shown = await names.show(matched.filter((_, n) => n % sampled === 0));
      yield `event: events\ndata: ${JSON.stringify({ events: shown, matched: matched.length, shown: shown.length, sampled })}\n\n`;
      quietSince = Date.now();
    } else if (Date.now() - quietSince > tail.alive) {
      yield 'event: alive\ndata: {}\n\n';
      quietSince = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, tail.millis));
  }
}

async function* linesOf(
  app: App,
  all: AsyncIterable<SecurityEvent>,
  format: {
    readonly header?: string;
    line(event: SecurityEvent, context: { productVersion: string; host: string }): string;
  },
): AsyncGenerator<string> {
  const context = { productVersion: app.version, host: os.hostname() };
  if (format.header !== undefined) yield `${format.header}\n`;
  let block = '';
  for await (const event of all) {
    block += `${format.line(event, context)}\n`;
    if (block.length < 65_536) continue;
    yield block;
    block = '';
  }
  yield block;
}
