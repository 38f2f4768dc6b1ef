import { eventKinds, type EventKind } from '../../core/events.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { isoTime, oneOf, wholeNumber } from '../parse.js';

const text = (value: string) => value;

export default defineCommand({
  id: 'events-search',
  words: ['events', 'search'],
  isDefault: true,
  summary: 'Show security events, newest first',
  examples: ['portcullis events', 'portcullis events search --kind denial --since 2026-11-01 --limit 20'],
  options: {
    kind: {
      flags: '--kind <kind>',
      describe: eventKinds.join(', '),
      parse: oneOf('--kind', eventKinds) as (value: string) => EventKind,
    },
    operation: { flags: '--operation <id>', describe: 'only this operation', parse: text },
    principal: { flags: '--principal <id>', describe: 'only this principal', parse: text },
    exchange: { flags: '--exchange <id>', describe: 'only the exchange with this request id', parse: text },
    since: { flags: '--since <time>', describe: 'ISO date or time', parse: isoTime('--since') },
    limit: { flags: '--limit <n>', describe: 'at most so many', parse: wholeNumber('--limit', 1, 10_000), default: 50 },
  },
  async run({ options: { kind, operation, principal, exchange, since, limit } }, app) {
    const store = await app.store({ readOnly: true });
    const events = await store.events.search({
      limit,
      ...(kind ? { kind } : {}),
      ...(operation ? { operation } : {}),
      ...(principal ? { principal } : {}),
      ...(exchange ? { exchangeId: exchange } : {}),
      ...(since === undefined ? {} : { since }),
    });
    writeResult(app, events, () => {
      if (!events.length) return 'no events\n';
      const rows = events.map((event) => [
        new Date(event.time).toISOString().replace('T', ' ').slice(0, 19),
        event.kind,
        String(event.status ?? ''),
        event.operationId ?? event.method ?? '',
        event.guard ? `${event.guard} ${event.code ?? ''}`.trim() : (event.code ?? ''),
        event.principalId ?? event.client ?? '',
      ]);
      return table([['time (UTC)', 'kind', 'status', 'operation', 'guard', 'who'], ...rows]);
    });
    return 0;
  },
});
