import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../app/app.js';
import { personNames } from '../../app/person-names.js';
import { withTokens } from '../../app/person-tokens.js';
import { endOfLogs, readFrom } from '../../telemetry/log-follow.js';
import { testOf } from '../../telemetry/query-match.js';
import { parseQuery } from '../../telemetry/query.js';
import { safeJson } from '../../telemetry/safe-line.js';
import { defineCommand } from '../command.js';
import { eventLine } from '../event-table.js';
import { wholeNumber } from '../parse.js';

const atOnce = 2000;

export default defineCommand({
  id: 'events-tail',
  words: ['events', 'tail'],
  arguments: [{ name: '[query]', describe: 'as in docs/events.md: kind:denial -status:404' }],
  summary: 'Show events as they are stored, until Ctrl-C',
  examples: ['portcullis events tail', "portcullis events tail 'severity>=high' --format json"],
  options: {
    lookMillis: {
      flags: '--look-millis <n>',
      describe: 'pause between two looks at the log',
      parse: wholeNumber('--look-millis', 50, 60_000),
      default: 500,
    },
  },
  async run({ args: [query], options: { lookMillis } }, app) {
    const store = await app.store({ readOnly: true });
    const matches = testOf(await withTokens(parseQuery(query ?? '', app.now().getTime()), { opener: store.opener }));
    const { events } = store;
    const names = personNames(store);
    const show = app.format === 'json' ? (event: Parameters<typeof matches>[0]) => `${safeJson(event)}\n` : eventLine;
    let place = await endOfLogs(events);
    app.say('following the log; Ctrl-C ends');
    while (!app.signal.aborted) {
      const portion = await readFrom(events, place, atOnce);
      place = portion.next;
      for (const event of await names.show(portion.events.filter(matches))) app.write(show(event));
      if (portion.events.length < atOnce) await pause(app, lookMillis);
    }
    return 0;
  },
});

/** Ends early at Ctrl-C. */
async function pause({ signal }: App, millis: number): Promise<void> {
  await sleep(millis, undefined, { signal }).catch(() => undefined);
}
