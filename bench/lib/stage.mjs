import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, pinned, startChild, stopChild, waitForAnswer } from './children.mjs';
import { makeContract } from './contract.mjs';
import { Load } from './load.mjs';
import { median } from './numbers.mjs';
import { measureTree } from './process-tree.mjs';
import { keySetOf, makeKeys, makeTokens } from './tokens.mjs';
import { makeRequests } from './workload.mjs';

const [serverCore, loadCore] = [0, 1];

/** Command of a peer that is a file in `peers/` and reads its setup from a JSON file: (folder, setup) -> command. */
export const nodePeer =
  (file, ...args) =>
  (dir, setup) => {
    const setupFile = path.join(dir, 'setup.json');
    fs.writeFileSync(setupFile, JSON.stringify(setup));
    return [process.execPath, fileURLToPath(new URL(`../peers/${file}`, import.meta.url)), setupFile, ...args];
  };

/** Everything the peers of one run share: folder, keys, contract, upstream and load. */
export async function makeStage(options) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bench-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  fs.chmodSync(dir, 0o755); // nginx gives up root
  const keys = makeKeys();
  const requests = makeRequests(2000, makeTokens(keys, options.users));
  const load = new Load(dir, requests, options.connections);
  const setup = { keySet: keySetOf(keys), contract: makeContract(options.operations), main: options.main };
  const upstream = await freePort();
  const command = nodePeer('upstream.mjs')(dir, { port: upstream });
  const child = startChild(pinned(loadCore, command), { env: { NODE_ENV: 'production' } });
  await waitForAnswer(child, upstream);
  return { dir, requests, options, load, upstream, setup, child };
}

/** Starts a peer on the servers' core (or on all, `everywhere`). Undefined, and said, when it does not start. */
export async function startPeer(stage, name, { command, operations, everywhere = false }) {
  const dir = path.join(stage.dir, name.replace(/\W+/g, '-'));
  fs.mkdirSync(dir);
  const port = await freePort();
  const contract = operations === undefined ? stage.setup.contract : makeContract(operations);
  const words = command(dir, { ...stage.setup, contract, port, upstream: stage.upstream });
  const from = performance.now();
  const child = startChild(everywhere ? words : pinned(serverCore, words), {
    cwd: dir,
    env: { NODE_ENV: 'production' },
  });
  try {
    await waitForAnswer(child, port);
    return {
      name,
      port,
      child,
      dir,
      startMillis: performance.now() - from,
      start: measureTree([child.pid]),
      rounds: [],
    };
  } catch (error) {
    stopChild(child);
    console.log(`${name} does not start: ${error.message.trim().slice(0, 600)}`);
    return undefined;
  }
}

/** By number of requests, not by time: else a slow peer would be measured before its code is optimised. */
export async function warmUp({ port }, { load, options }) {
  const from = performance.now();
  for (let sent = 0; sent < options.warmup && performance.now() - from < 30_000;) {
    sent += (await load.saturate(port, 1)).total;
  }
}

/** One measurement at full load. */
export async function measureRound({ port, child }, { load, options }) {
  const before = measureTree([child.pid]);
  const sent = await load.saturate(port, options.seconds);
  const after = measureTree([child.pid]);
  const cpuMillis = after.cpuMillis - before.cpuMillis;
  return {
    requestsPerSecond: sent.total / sent.seconds,
    cpuMillisPerRequest: cpuMillis / sent.total,
    busy: cpuMillis / 1000 / sent.seconds,
    rssMiB: after.rssMiB,
    largestMiB: after.largestMiB,
    refused: sent.refused / sent.total,
    errors: sent.errors,
  };
}

/** Warms all up, then measures them in turn, the order reversed each round; `rounds` of each peer grows. */
export async function inTurn(live, stage, measure = measureRound) {
  for (const peer of live) await warmUp(peer, stage);
  for (let round = 0; round < stage.options.rounds; round++) {
    for (const peer of round % 2 ? [...live].reverse() : live) peer.rounds.push(await measure(peer, stage));
  }
}

/** Median of one figure over a peer's rounds. */
export const medianOf = ({ rounds }, key) => median(rounds.map((round) => round[key]));

export function stopAll(stage, live) {
  for (const { child } of [...live, stage]) stopChild(child);
}
