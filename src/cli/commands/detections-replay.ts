import path from 'node:path';
import { detectionFacts } from '../../app/detection-context.js';
import { engineOf } from '../../app/detections.js';
import { personNames } from '../../app/person-names.js';
import { principalTokens } from '../../app/person-tokens.js';
import { projectIfAny } from '../../app/policy-file.js';
import { readLines } from '../../app/read-lines.js';
import type { App } from '../../app/app.js';
import { PortcullisError } from '../../core/errors.js';
import type { SecurityEvent } from '../../core/events.js';
import type { Detection } from '../../telemetry/detection/detection.js';
import { readExportedEvent } from '../../telemetry/detection/exported-event.js';
import { DetectionEngine } from '../../telemetry/detection/engine.js';
import { detectors } from '../../telemetry/detectors.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';
import { isoTime } from '../parse.js';

const pageSize = 10_000;
/** How far the clock goes on after the last event: minutes are judged when they are over. */
const quietMillis = 180_000;

/** Events of a file, one JSON document a line. Throws `SYNTAX_INVALID` with the line. */
async function* eventsOfFile(file: string): AsyncGenerator<SecurityEvent> {
  let number = 0;
  try {
    for await (const line of readLines(file)) {
      number++;
      if (line.trim() === '') continue;
      const event = readExportedEvent(line);
      if (event) yield event;
      else
        throw new PortcullisError('SYNTAX_INVALID', 'This line is no event', {
          place: { file, line: number, column: 1 },
        });
    }
  } catch (cause) {
    if (cause instanceof PortcullisError) throw cause;
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause });
  }
}

/** Events of the own store, oldest first. */
async function* eventsOfStore(app: App, since: number | undefined): AsyncGenerator<SecurityEvent> {
  const { events } = await app.store({ readOnly: true });
  const pages: (readonly SecurityEvent[])[] = [];
  for (let before: string | undefined; ; before = pages.at(-1)!.at(-1)!.id) {
    const page = await events.search({
      limit: pageSize,
      ...(since === undefined ? {} : { since }),
      ...(before === undefined ? {} : { before }),
    });
    if (page.length > 0) pages.push(page);
    if (page.length < pageSize) break;
  }
  for (const page of pages.reverse()) yield* page.toReversed();
}

export default defineCommand({
  id: 'detections-replay',
  words: ['detections', 'replay'],
  arguments: [
    {
      name: '[log]',
      describe: 'events as `events export` writes them, one JSON document a line; default the own store',
    },
  ],
  summary: 'Run the detectors over a recorded log and show what they would notice; nothing is stored or done',
  examples: [
    'portcullis detections replay events.ndjson',
    'portcullis detections replay --since 2026-11-01 --format json',
  ],
  options: {
    since: { flags: '--since <time>', describe: 'ISO date or time', parse: isoTime('--since') },
  },
  async run({ args: [log], options: { since } }, app) {
    const noticed: Detection[] = [];
    const onDetection = (detection: Detection): void => void noticed.push(detection);
    const project = await projectIfAny(app);
    // Our own log has tokens for names; an export has the names.
    const store = log === undefined ? await app.store({ readOnly: true }) : undefined;
    const principalsOf = store && (await principalTokens(store));
    const engine = project
      ? await engineOf(detectionFacts(project), { onDetection, principalsOf })
      : new DetectionEngine({ detectors, onDetection });
    const events = log === undefined ? eventsOfStore(app, since) : eventsOfFile(path.resolve(app.cwd, log));
    const recorded: SecurityEvent[] = [];
    for await (const event of events) if (since === undefined || event.time >= since) recorded.push(event);
    // Exports begin with the newest: detectors see them as they happened.
    recorded.sort((a, b) => a.time - b.time);
    for (const event of recorded) engine.observe(event);
    engine.tick((recorded.at(-1)?.time ?? 0) + quietMillis);
    const found = store ? await personNames(store).show(noticed) : noticed;
    writeResult(app, { events: engine.observed, detections: found }, () => {
      const rows = found.map(({ time, severity, rule, about, summary }) => [
        new Date(time).toISOString().replace('T', ' ').slice(0, 19),
        severity,
        rule,
        `${about.kind} ${about.id}`,
        summary,
      ]);
      const head = ['time (UTC)', 'severity', 'detector', 'about', 'what'];
      return `${rows.length ? table([head, ...rows]) : ''}${engine.observed} events, ${found.length} detections\n`;
    });
    return 0;
  },
});
