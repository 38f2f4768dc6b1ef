// Where the gateway's CPU time goes: V8's profile of a worker at full load, by phase of a request.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixed } from './lib/numbers.mjs';
import { sharesOf } from './lib/profile.mjs';
import { cpuMillisOf } from './lib/process-tree.mjs';
import { inTurn, makeStage, medianOf, startPeer, stopAll, warmUp } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { portcullisCommand } from './peers/portcullis.mjs';

const intervalMicros = 200;

/** In this order; what is called from one of them belongs to it unless it is one itself. */
const places = [
  [/src\/gateway\/guards\/([\w-]+)\.ts$/, (name) => `guard ${name}`],
  [/src\/gateway\/throttle\.ts$/, () => 'guard rate-limit'],
  [/src\/(?:gateway\/events|gateway\/event-\w+|telemetry\/.*|store\/.*|app\/access-log)\.ts$/, () => 'event log'],
  [/src\/gateway\/(?:head|path)\.ts$/, () => 'read head'],
  [/src\/gateway\/(?:router|segment|runtime)\.ts$/, () => 'route'],
  [/src\/gateway\/body\.ts$/, () => 'read body'],
  [/src\/gateway\/(?:responder|headers|problem|metrics)\.ts$/, () => 'answer'],
  [/src\/gateway\/(?:forward|trace|call|upstream[\w-]*)\.ts$/, () => 'upstream call'],
  [/node_modules\/undici\//, () => 'upstream call (undici)'],
  [/src\/gateway\/(?:gateway|server|flow|pipeline|live-exchange|relay|answer|client-\w+)\.ts$/, () => 'flow and relay'],
];

function phaseOf(functionName, source) {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collector';
  if (functionName === '(program)') return 'V8 and system';
  for (const [pattern, name] of places) {
    const match = pattern.exec(source);
    if (match) return name(match[1]);
  }
  return undefined;
}

const profiled = (dir, setup) => {
  const [node, ...rest] = portcullisCommand(dir, setup);
  return [node, '--cpu-prof', `--cpu-prof-dir=${dir}/profile`, `--cpu-prof-interval=${intervalMicros}`, ...rest];
};

/** Ends the gateway in its own way, so that V8 writes the profiles; resolves to that of the busiest process. */
async function readProfile({ child, dir }) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(child.pid, 'SIGTERM');
  await Promise.race([ended, sleep(20_000)]);
  const files = fs.readdirSync(path.join(dir, 'profile')).map((name) => path.join(dir, 'profile', name));
  const [largest] = files.toSorted((a, b) => fs.statSync(b).size - fs.statSync(a).size);
  return JSON.parse(fs.readFileSync(largest, 'utf8'));
}

/** CPU of the main process, which carries events to the store, for each request of one measurement. */
async function measureMain({ child, port }, { load, options }) {
  const before = cpuMillisOf(child.pid);
  const { total } = await load.saturate(port, options.seconds);
  return (cpuMillisOf(child.pid) - before) / total;
}

export async function measurePhases(options) {
  const stage = await makeStage(options);
  const plain = await startPeer(stage, 'plain', { command: portcullisCommand });
  await inTurn([plain], stage);
  const mainMillis = await measureMain(plain, stage);
  const watched = await startPeer(stage, 'watched', { command: profiled });
  const from = performance.now();
  await warmUp(watched, stage);
  const warmMillis = performance.now() - from + watched.startMillis;
  await stage.load.saturate(watched.port, options.seconds * 2);
  const shares = sharesOf(await readProfile(watched), phaseOf, warmMillis);
  stopAll(stage, [plain, watched]);
  const cpuMillis = medianOf(plain, 'cpuMillisPerRequest');
  const workerMicros = (cpuMillis - mainMillis) * 1000;
  const rows = [...shares].map(([phase, share]) => ({ phase, micros: share * workerMicros }));
  rows.sort((a, b) => b.micros - a.micros);
  return {
    cpuMicros: cpuMillis * 1000,
    rows: [...rows, { phase: 'main process: event store', micros: mainMillis * 1000 }],
  };
}

export function renderPhases({ cpuMicros, rows }) {
  const guards = rows.filter(({ phase }) => phase.startsWith('guard ')).reduce((sum, { micros }) => sum + micros, 0);
  const cells = ({ phase, micros }) => [phase, fixed(micros, 1), `${fixed((micros / cpuMicros) * 100, 1)} %`];
  return [
    `CPU by phase: ${fixed(cpuMicros, 0)} us a request in all, ${fixed(guards, 1)} us of it in guards (goals: 100 us a GET, 150 us a POST).`,
    '',
    table(['phase', 'us/request', 'share'], rows.map(cells)),
  ].join('\n');
}
