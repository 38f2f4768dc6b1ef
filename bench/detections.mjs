import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { catalogPlugin } from '../scripts/catalog-plugin.mjs';
import { schedule } from './lib/detection-attacks.mjs';
import { context, HonestTraffic, randomFrom, trafficStart } from './lib/detection-traffic.mjs';
import { median } from './lib/numbers.mjs';
import { rootDir } from './lib/prepare.mjs';

const day = 86_400_000;
const minute = 60_000;

/** CPU time of this process in milliseconds: a busy machine does not slow it. */
function cpuMillis() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The engine and its catalogue, built from the sources: the command line does not export them. */
async function loadEngine() {
  const outfile = path.join(rootDir, '.build', 'bench-detections.mjs');
  fs.mkdirSync(path.dirname(outfile), { recursive: true });
  const contents = `export { DetectionEngine } from './src/telemetry/detection/engine.js'; export { detectors } from './src/telemetry/detectors.js';`;
  await build({
    stdin: { contents, resolveDir: rootDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [catalogPlugin],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** Events of one day, with the attacks that begin in it. */
function* eventsOfDay(honest, start, { isRelease, planned }) {
  const extra = planned.flatMap(({ attack, startsAt, events }) =>
    events.map(([after, fields]) => ({ at: startsAt + after, fields, attack })),
  );
  extra.sort((a, b) => a.at - b.at);
  let next = 0;
  for (let at = start; at < start + day; at += minute) {
    const list = honest.minuteOf(at, { isRelease });
    while (next < extra.length && extra[next].at < at + minute) {
      const { at: time, fields, attack } = extra[next++];
      list.push({ ...honest.event(time, fields), attack: attack.name });
    }
    if (
      planned.some(
        ({ attack, startsAt }) =>
          attack.silencesMinutes && at > startsAt && at < startsAt + attack.silencesMinutes * minute,
      )
    ) {
      yield [at, []];
      continue;
    }
    yield [at, list.sort((a, b) => a.time - b.time)];
  }
}

/** Replays days of traffic and says what was found, how fast, and what was cried for nothing. */
export async function measureQuality({ seed, days, calls }) {
  const { DetectionEngine, detectors } = await loadEngine();
  const found = [];
  const attackOf = new Map();
  const engine = new DetectionEngine({
    detectors,
    context,
    onDetection: (detection) => found.push(detection),
    onFault: (id, error) => console.error(id, error),
  });
  const honest = new HonestTraffic({ seed, callsPerDay: calls });
  const random = randomFrom(seed ^ 0x5eed);
  let events = 0;
  let millis = 0;
  let planned = [];
  for (let d = 0; d < days; d++) {
    const start = trafficStart + d * day;
    const isLast = d === days - 1;
    planned = isLast ? schedule(start, random).map((plan) => ({ ...plan, events: plan.attack.make(random) })) : [];
    for (const [at, list] of eventsOfDay(honest, start, { isRelease: d === 1, planned })) {
      for (const event of list) if (event.attack) attackOf.set(event.id, event.attack);
      const began = cpuMillis();
      for (let i = 0; i < list.length; i++) engine.observe(list[i]);
      engine.tick(at + minute);
      millis += cpuMillis() - began;
      events += list.length;
    }
  }
  return judge({ found, planned, attackOf, events, millis, days, actors: engine.actors });
}

function judge({ found, planned, attackOf, ...rest }) {
  const isOf = (detection, { attack, startsAt }) =>
    detection.samples.some((id) => attackOf.get(id) === attack.name) ||
    (attack.silencesMinutes !== undefined &&
      detection.rule === 'monitoring-silenced' &&
      detection.time >= startsAt &&
      detection.time < startsAt + 30 * minute);
  const stories = planned.map((plan) => {
    const { attack, startsAt } = plan;
    const hit = found.find((detection) => attack.expects.includes(detection.rule) && isOf(detection, plan));
    return {
      name: attack.name,
      isFast: attack.isFast === true,
      rule: hit?.rule,
      seconds: hit && Math.max(0, (hit.time - startsAt) / 1000),
    };
  });
  const alarms = found.filter(({ acts, proposes }) => [...acts, ...proposes].some((action) => action !== 'log'));
  const falseAlarms = alarms.filter((detection) => !planned.some((plan) => isOf(detection, plan)));
  return {
    stories,
    alarms: alarms.length,
    falseAlarms,
    falsePerMillion: (falseAlarms.length * 1e6) / rest.events,
    ...rest,
    eventsPerSecond: (rest.events * 1000) / rest.millis,
  };
}

/** Memory for a million actors that each do a little, all detectors on. */
export async function measureMemory({ actors, seed }) {
  const { DetectionEngine, detectors } = await loadEngine();
  const random = randomFrom(seed);
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc');
  gc();
  const before = process.memoryUsage();
  const engine = new DetectionEngine({ detectors, context, onDetection: () => undefined });
  const began = cpuMillis();
  const calls = 4;
  for (let i = 0; i < actors * calls; i++) {
    const actor = i % actors;
    const time = trafficStart + Math.floor(i / 500) * 1000;
    const isObject = i & 1;
    engine.observe({
      id: `${i}`,
      time,
      kind: 'access',
      outcome: 'allowed',
      severity: 'info',
      api: 'shop',
      method: 'GET',
      status: 200,
      operationId: isObject ? 'getOrder' : 'listProducts',
      principalId: `jwt:shop:${actor}`,
      credentialId: `tok${actor}`,
      client: `10.${actor & 255}.${(actor >> 8) & 255}.9`,
      agent: `agent${actor % 200}`,
      bytesOut: 3000,
      micros: 9000,
      limitUsed: 10,
      ...(isObject ? { object: `o${Math.floor(random() * 1e6)}`, objectNumber: actor } : {}),
    });
  }
  const millis = cpuMillis() - began;
  gc();
  const after = process.memoryUsage();
  const used = (m) => m.heapUsed + m.arrayBuffers;
  return {
    actors: engine.actors,
    megabytes: (used(after) - used(before)) / 1e6,
    eventsPerSecond: (actors * calls * 1000) / millis,
  };
}

export function renderDetections({ quality, memory }) {
  const rows = quality.stories.map(
    ({ name, isFast, rule, seconds }) =>
      `  ${name.padEnd(26)} ${rule === undefined ? 'MISSED' : `${rule.padEnd(24)} after ${formatSeconds(seconds)}`}${isFast ? '  (fast)' : ''}`,
  );
  const fast = quality.stories
    .filter(({ isFast, seconds }) => isFast && seconds !== undefined)
    .map(({ seconds }) => seconds);
  const hit = quality.stories.filter(({ rule }) => rule !== undefined).length;
  const byRule = Object.entries(Object.groupBy?.(quality.falseAlarms, ({ rule }) => rule) ?? {}).map(
    ([rule, list]) => `${rule} ${list.length}`,
  );
  return [
    `Detections: ${quality.events} events over ${quality.days} days, all detectors on`,
    ...rows,
    `found ${hit} of ${quality.stories.length}; median time to detect of the fast ones ${formatSeconds(median(fast))}`,
    `false alarms: ${quality.falseAlarms.length} (${quality.falsePerMillion.toFixed(2)} for a million calls)${byRule.length ? `: ${byRule.join(', ')}` : ''}`,
    `speed: ${Math.round(quality.eventsPerSecond)} events for a second of CPU (traffic), ${Math.round(memory.eventsPerSecond)} (a million actors)`,
    `memory: ${Math.round(memory.megabytes)} MB for ${memory.actors} actors`,
  ].join('\n');
}

const formatSeconds = (seconds) => (seconds >= 600 ? `${(seconds / 60).toFixed(0)} min` : `${seconds.toFixed(0)} s`);

export async function compareDetections({ seed = 20_260_302, days = 3, calls = 330_000, actors = 1_000_000 } = {}) {
  return { memory: await measureMemory({ actors, seed }), quality: await measureQuality({ seed, days, calls }) };
}
