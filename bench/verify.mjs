#!/usr/bin/env node
// node bench/verify.mjs [--records 1000000] [--main dist/main.mjs]: how long `events verify` takes, on a log made here.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { common } from '../scripts/build.mjs';
import { buildProduct, rootDir } from './lib/prepare.mjs';

const flags = {
  records: { type: 'string', default: '1000000' },
  main: { type: 'string', default: path.join(rootDir, 'dist', 'main.mjs') },
};
const limitSeconds = 20;
const batch = 500;

/** The parts of the store that write a log, built for this measurement alone. */
async function logParts(folder) {
  const contents = [
    `export { openStore } from './src/store/open-store.js';`,
    `export { Checkpointer } from './src/telemetry/checkpointer.js';`,
    `export { loadCheckpointKey } from './src/telemetry/checkpoint-key.js';`,
    `export { uuidv7 } from './src/core/ids.js';`,
  ].join('\n');
  const outfile = path.join(folder, 'parts.mjs');
  const { splitting: _splitting, outExtension: _extension, ...options } = common;
  await build({
    ...options,
    stdin: { contents, resolveDir: rootDir, loader: 'ts' },
    outfile,
    external: ['@photostructure/sqlite', 'undici'],
    sourcemap: false,
  });
  return import(outfile);
}

/** Writes so many denials, signed every 1,000 as the gateway does. */
async function fillLog(dataDir, records, { openStore, Checkpointer, loadCheckpointKey, uuidv7 }) {
  const store = openStore(dataDir);
  const checkpointer = new Checkpointer({ store, key: loadCheckpointKey(dataDir) });
  const begin = Date.UTC(2026, 10, 1);
  for (let at = 0; at < records; at += batch) {
    const events = Array.from({ length: Math.min(batch, records - at) }, (_, n) => aDenial(begin + at + n, uuidv7));
    await store.events.carry('denials', events, new Map([['w1-1.log', at]]));
    if ((at + batch) % 1000 === 0) await checkpointer.take();
  }
  await checkpointer.close();
  await store.close();
}

function aDenial(time, uuidv7) {
  return {
    id: uuidv7(time),
    time,
    kind: 'denial',
    outcome: 'denied',
    severity: 'medium',
    api: 'orders',
    operationId: `operation${time % 40}`,
    principalId: `principal${time % 1000}`,
    client: `10.0.${time % 200}.${time % 250}`,
    method: 'GET',
    status: 403,
    guard: 'object-owner',
    code: 'OBJECT_NOT_OWNED',
    detail: { path: '/orders/{orderId}', reason: 'the object belongs to somebody else' },
  };
}

const { values } = parseArgs({ options: flags });
const records = Number(values.records);
if (!Number.isInteger(records) || records < 1) throw new RangeError('--records must be a whole number of at least 1');
buildProduct(values.main);
// In the repository: what the parts leave out is found in its node_modules.
fs.mkdirSync(path.join(rootDir, '.build'), { recursive: true });
const folder = fs.mkdtempSync(path.join(rootDir, '.build', 'bench-verify-'));
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bench-verify-'));
try {
  const parts = await logParts(folder);
  const begin = performance.now();
  await fillLog(dataDir, records, parts);
  console.log(`${records} records written in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  // The shell tells the CPU time: on a busy machine the seconds say little.
  const command = [process.execPath, values.main, 'events', 'verify', '--data', dataDir, '--format', 'json'];
  const run = spawnSync('bash', ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@"', 'bash', ...command], { encoding: 'utf8' });
  const [, user, system] = /cpu (\S+) (\S+)/.exec(run.stderr) ?? [];
  if (run.stdout === '') throw new Error(run.stderr);
  const { verified, seconds, logs } = JSON.parse(run.stdout);
  const denials = logs.find(({ log }) => log === 'denials');
  console.log(
    `events verify: ${denials.records} records, ${denials.matched.store} checkpoints, ${seconds} s, CPU ${user} s + ${system} s`,
  );
  if (!verified || denials.records !== records) throw new Error(`the log did not verify: ${run.stdout}`);
  console.log(seconds <= limitSeconds ? `within ${limitSeconds} s` : `SLOWER than ${limitSeconds} s`);
  process.exitCode = seconds <= limitSeconds ? 0 : 1;
} finally {
  for (const each of [folder, dataDir]) fs.rmSync(each, { recursive: true, force: true });
}
