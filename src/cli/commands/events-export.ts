import os from 'node:os';
import path from 'node:path';
import type { App } from '../../app/app.js';
import { readInput } from '../../app/log-files.js';
import { PortcullisError } from '../../core/errors.js';
import type { EventFormat, LineContext } from '../../telemetry/event-format.js';
import { eventFormats } from '../../telemetry/exports.js';
import { SyslogTls } from '../../telemetry/syslog-tls.js';
import { defineCommand } from '../command.js';
import { selectEvents, selectionFlags, selectionOf, type Selection } from '../event-selection.js';
import { isoTime, syslogTarget } from '../parse.js';

const all = Number.MAX_SAFE_INTEGER;
const linesAtOnce = 1000;

export default defineCommand({
  id: 'events-export',
  words: ['events', 'export'],
  arguments: [{ name: '[query]', describe: 'as in docs/events.md: kind:denial -status:404' }],
  summary: 'Write events for other programs: OCSF JSON lines, CSV, CEF or syslog',
  examples: [
    "portcullis events export 'kind:denial' --since 2026-11-01 --format csv --output denials.csv",
    'portcullis events export --format syslog --to tls://logs.example.com:6514',
  ],
  formats: eventFormats.ids,
  options: {
    ...selectionFlags,
    until: { flags: '--until <time>', describe: 'ISO date or time, exclusive', parse: isoTime('--until') },
    to: {
      flags: '--to <address>',
      describe: 'send to a syslog receiver: tls://host:port (RFC 5425)',
      parse: syslogTarget('--to'),
    },
    ca: { flags: '--ca <file>', describe: 'PEM of the authority of the receiver', parse: (text: string) => text },
  },
  async run({ args: [query], options: { log, since, until, to, ca } }, app) {
    if (to && app.format !== undefined && app.format !== 'syslog')
      throw new PortcullisError('USAGE', '--to sends syslog lines', { hint: 'leave --format away' });
    if (ca !== undefined && !to) throw new PortcullisError('USAGE', '--ca is for --to', { hint: 'add --to tls://...' });
    const format = eventFormats.get(to ? 'syslog' : (app.format ?? 'jsonl'))!;
    const selection = selectionOf(query, { log, since, until, now: app.now() });
    const store = await app.store();
    await store.audit.append({
      kind: 'log_exported',
      detail: { log, query: selection.text, format: format.id, ...times(since, until), ...(to ? { to: to.text } : {}) },
    });
    const lines = linesOf(app, selection, format);
    const count = to
      ? await send(lines, { ...to, ca: ca === undefined ? undefined : readInput(path.resolve(app.cwd, ca), '--ca') })
      : await write(app, lines);
    app.say(`${count} event${count === 1 ? '' : 's'} exported`);
    return 0;
  },
});

function times(since: number | undefined, until: number | undefined): Record<string, string> {
  return {
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}

async function* linesOf(app: App, selection: Selection, format: EventFormat): AsyncGenerator<string> {
  const context: LineContext = { productVersion: app.version, host: os.hostname() };
  for await (const event of selectEvents(app, selection, all)) yield format.line(event, context);
}

/** Newest first; memory stays bounded whatever the length of the log. */
async function write(app: App, lines: AsyncIterable<string>): Promise<number> {
  const format = eventFormats.get(app.format ?? 'jsonl')!;
  let block = format.header === undefined ? '' : `${format.header}\n`;
  let [count, waiting] = [0, 0];
  for await (const line of lines) {
    block += `${line}\n`;
    count += 1;
    if (++waiting < linesAtOnce) continue;
    app.write(block);
    [block, waiting] = ['', 0];
  }
  app.write(block);
  return count;
}

async function send(
  lines: AsyncIterable<string>,
  target: { readonly text: string; readonly host: string; readonly port: number; readonly ca: string | undefined },
): Promise<number> {
  let count = 0;
  try {
    const receiver = await SyslogTls.open(target);
    for await (const line of lines) {
      await receiver.send(line);
      count += 1;
    }
    await receiver.close();
    return count;
  } catch (cause) {
    if (cause instanceof PortcullisError) throw cause;
    const sent = count > 0 ? ` after ${count} events` : '';
    throw new PortcullisError(
      'TARGET_UNREACHABLE',
      `${target.text} cannot be sent to${sent}: ${(cause as Error).message}`,
      {
        cause,
        hint: 'check the address, and --ca where its certificate is not of a public authority',
      },
    );
  }
}
