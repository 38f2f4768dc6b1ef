import { eventKinds, type EventKind, type SecurityEvent } from '../../core/events.js';
import { defineCommand } from '../command.js';
import { narrowed, selectEvents, selectionFlags, selectionOf } from '../event-selection.js';
import { eventTable } from '../event-table.js';
import { writeResult } from '../output.js';
import { oneOf, wholeNumber } from '../parse.js';

const text = (value: string) => value;

export default defineCommand({
  id: 'events-search',
  words: ['events', 'search'],
  isDefault: true,
  arguments: [{ name: '[query]', describe: 'as in docs/events.md: kind:denial -status:404 since:1h' }],
  summary: 'Show security events, newest first',
  examples: [
    "portcullis events search 'kind:denial status:4xx since:1h'",
    "portcullis events search '(principal:alice OR client:10.*) severity>=medium' --limit 20",
  ],
  formats: ['text', 'json', 'csv'],
  options: {
    kind: {
      flags: '--kind <kind>',
      describe: eventKinds.join(', '),
      parse: oneOf('--kind', eventKinds) as (value: string) => EventKind,
    },
    operation: { flags: '--operation <id>', describe: 'only this operation', parse: text },
    principal: { flags: '--principal <id>', describe: 'only this principal', parse: text },
    exchange: { flags: '--exchange <id>', describe: 'only the exchange with this request id', parse: text },
    ...selectionFlags,
    limit: { flags: '--limit <n>', describe: 'at most so many', parse: wholeNumber('--limit', 1, 10_000), default: 50 },
  },
  async run({ args: [query], options: { log, since, limit, kind, operation, principal, exchange } }, app) {
    const selection = narrowed(selectionOf(query, { log, since, now: app.now() }), {
      kind,
      operation,
      principal,
      exchange,
    });
    // Who reads the audit log is in it.
    if (log === 'audit')
      await (await app.store()).audit.append({ kind: 'log_read', detail: { query: selection.text } });
    const events: SecurityEvent[] = [];
    for await (const event of selectEvents(app, selection, limit)) events.push(event);
    if (app.format !== 'csv') {
      writeResult(app, events, () => (events.length ? eventTable(events) : 'no events\n'));
      return 0;
    }
    const { default: csv } = await import('../../telemetry/exports/csv.js');
    const context = { productVersion: app.version, host: '' };
    app.write(`${[csv.header, ...events.map((event) => csv.line(event, context))].join('\n')}\n`);
    return 0;
  },
});
