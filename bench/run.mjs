#!/usr/bin/env node
// npm run bench [-- PART|all] [flags]; see README.md. Sends only to 127.0.0.1.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, machineFacts } from './lib/machine.mjs';
import { benchDir, buildProduct, installPeers, rootDir } from './lib/prepare.mjs';

const flags = {
  peers: { type: 'string' },
  rounds: { type: 'string', default: '2' },
  seconds: { type: 'string', default: '3' },
  warmup: { type: 'string', default: '6000' },
  connections: { type: 'string', default: '32' },
  rate: { type: 'string', default: '50' },
  operations: { type: 'string', default: '10' },
  users: { type: 'string', default: '100' },
  contracts: { type: 'string', multiple: true },
  limit: { type: 'string', default: '60' },
  events: { type: 'string', default: '1000000' },
  gigabytes: { type: 'string', default: '5' },
  data: { type: 'string' },
  fuzzed: { type: 'string', default: '100000' },
  targets: { type: 'string' },
  vampi: { type: 'string' },
  'vampi-contract': { type: 'string' },
  harbour: { type: 'string' },
  main: { type: 'string', default: path.join(rootDir, 'dist', 'main.mjs') },
  help: { type: 'boolean', default: false },
};

/** Name of a part -> its file and what that exports: the measurement and the text of its result. */
const parts = {
  gateway: ['./gateway.mjs', 'compareGateways', 'renderGateways'],
  phases: ['./phases.mjs', 'measurePhases', 'renderPhases'],
  latency: ['./latency.mjs', 'compareLatencies', 'renderLatencies'],
  scale: ['./scale.mjs', 'compareSizes', 'renderSizes'],
  workers: ['./workers.mjs', 'compareWorkers', 'renderWorkers'],
  middleware: ['./middleware.mjs', 'compareMiddleware', 'renderMiddleware'],
  egress: ['./egress.mjs', 'compareEgress', 'renderEgress'],
  audit: ['./audit.mjs', 'compareAudits', 'renderAudits'],
  docs: ['./docs.mjs', 'compareDocs', 'renderDocs'],
  events: ['./events.mjs', 'compareEvents', 'renderEvents'],
  detections: ['./detections.mjs', 'compareDetections', 'renderDetections'],
  inspection: ['./inspection.mjs', 'measureInspection', 'renderInspection'],
  pentest: ['./pentest.mjs', 'measurePentest', 'renderPentest'],
};

const usage = `npm run bench -- [${Object.keys(parts).join('|')}|all] [flags]
  all      --rounds 2       rounds, in which all peers take their turn
           --peers A,B      only peers whose names contain A or B
           --main FILE      the built command line (default dist/main.mjs)
  most     --seconds 3      length of one measurement
           --warmup 6000    requests before the first one
           --connections 32 connections of the load
           --rate 50        requests a second when latency is measured
           --operations 10  operations in the contract
           --users 100      tokens
  audit    --contracts DIR  more contracts: a file or a folder (may be repeated)
  docs     --contracts FILE instead of a made contract of 1,200 operations
           --limit 60       seconds after which a tool is stopped
  events   --events 1000000 events in the store
           --gigabytes 5    size of the data folder that is opened
  inspection --data DIR     folder with crs-regression.jsonl and benign.jsonl
           --fuzzed 100000  hostile texts that are timed
  pentest  --targets LIST   of example, loop, sound, vampi; default all
           --vampi COMMAND  starts VAmPI, given PORT, 1 or 0 (vulnerable), seconds of a token; prints its pid
           --vampi-contract FILE
           --harbour FILE   a server that listens at PORT and only looks vulnerable`;

/** A flag that must be a whole number of at least 1. */
function whole(values, name) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`--${name} must be a whole number of at least 1, not ${values[name]}`);
}

function readOptions() {
  const { values, positionals } = parseArgs({ options: flags, allowPositionals: true });
  const numbers = [
    'rounds',
    'seconds',
    'warmup',
    'connections',
    'rate',
    'operations',
    'users',
    'limit',
    'events',
    'gigabytes',
    'fuzzed',
  ];
  const what = positionals[0] ?? 'all';
  if (!(what === 'all' || Object.hasOwn(parts, what)) || positionals.length > 1) throw new RangeError(usage);
  const counted = Object.fromEntries(numbers.map((name) => [name, whole(values, name)]));
  return { ...values, ...counted, main: path.resolve(values.main), contracts: values.contracts ?? [], what };
}

async function runPart(name, options) {
  const [file, measure, render] = parts[name];
  const part = await import(file);
  const result = await part[measure](options);
  console.log(`\n${part[render](result, options)}\n`);
  return result;
}

function save(results) {
  const file = path.join(benchDir, 'results', 'latest.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`All figures: ${path.relative(process.cwd(), file)}`);
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(usage);
  if (process.platform !== 'linux') throw new RangeError('CPU time of process trees is read from /proc: Linux only');
  installPeers();
  buildProduct(options.main);
  const machine = machineFacts();
  console.log(describeMachine(machine));
  const results = { machine, options };
  for (const name of options.what === 'all' ? Object.keys(parts) : [options.what]) {
    results[name] = await runPart(name, options);
  }
  return save(results);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof RangeError) && !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
process.exit();
