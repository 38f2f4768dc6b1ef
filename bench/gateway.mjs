import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canPin, freePort, pinned, startChild, statusOf, stopChild, waitForAnswer } from './lib/children.mjs';
import { makeContract } from './lib/contract.mjs';
import { Load } from './lib/load.mjs';
import { hasProgram } from './lib/machine.mjs';
import { fixed, median } from './lib/numbers.mjs';
import { measureTree } from './lib/process-tree.mjs';
import { table } from './lib/table.mjs';
import { keySetOf, makeKeys, makeTokens } from './lib/tokens.mjs';
import { kinds, makeRequests } from './lib/workload.mjs';
import { nginxCommand } from './peers/nginx.mjs';
import { portcullisCommand } from './peers/portcullis.mjs';

const [serverCore, loadCore] = [0, 1];
const ours = 'Portcullis';

/** Command of a peer that is a file in `peers/` and reads its setup from a JSON file. */
const nodePeer =
  (file, ...args) =>
  (dir, setup) => {
    const setupFile = path.join(dir, 'setup.json');
    fs.writeFileSync(setupFile, JSON.stringify(setup));
    return [process.execPath, fileURLToPath(new URL(`peers/${file}`, import.meta.url)), setupFile, ...args];
  };

/** Name of a peer -> how its command is made: (folder, setup) -> program and arguments; and whether it judges at all. */
const peers = {
  [ours]: { command: portcullisCommand, guards: true },
  prototype: { command: nodePeer('prototype.mjs'), guards: true },
  'bare proxy (no guards)': { command: nodePeer('bare-proxy.mjs'), guards: false },
  'Fastify stack': { command: nodePeer('fastify.mjs'), guards: true },
  'Fastify stack, token cache': { command: nodePeer('fastify.mjs', 'cache'), guards: true },
  'Express stack': { command: nodePeer('express.mjs'), guards: true },
  ...(hasProgram('nginx') ? { 'nginx (no guards)': { command: nginxCommand, guards: false } } : {}),
};

const isWanted = (name, wanted) =>
  !wanted || wanted.split(',').some((part) => name.toLowerCase().includes(part.toLowerCase()));

/** Everything the peers of one run share: folder, keys, contract, upstream and load. */
async function makeStage(options) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bench-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  fs.chmodSync(dir, 0o755); // nginx gives up root
  const keys = makeKeys();
  const requests = makeRequests(2000, makeTokens(keys, options.users));
  const stage = {
    dir,
    requests,
    options,
    load: new Load(dir, requests, options.connections),
    upstream: await freePort(),
  };
  const setup = { keySet: keySetOf(keys), contract: makeContract(options.operations), main: options.main };
  const command = nodePeer('upstream.mjs')(dir, { port: stage.upstream });
  const child = startChild(pinned(loadCore, command), { env: { NODE_ENV: 'production' } });
  await waitForAnswer(child, stage.upstream);
  return { ...stage, setup, child };
}

/** Sends one request of every kind; resolves to the numbers of good and bad kinds treated as they should be. */
async function examine(port, requests) {
  const result = { passes: 0, refuses: 0, differs: [] };
  for (const [index, { name, status }] of kinds.entries()) {
    const { raw } = requests.find(({ kind }) => kind === index);
    const got = await statusOf(port, raw);
    const right = status < 400 ? got === status : got >= 400 && got < 500;
    if (right) result[status < 400 ? 'passes' : 'refuses']++;
    else result.differs.push(`${name}: ${got} instead of ${status}`);
  }
  return result;
}

async function startPeer(name, stage) {
  const dir = path.join(stage.dir, name.replace(/\W+/g, '-'));
  fs.mkdirSync(dir);
  const port = await freePort();
  const command = peers[name].command(dir, { ...stage.setup, port, upstream: stage.upstream });
  const from = performance.now();
  const child = startChild(pinned(serverCore, command), { cwd: dir, env: { NODE_ENV: 'production' } });
  try {
    await waitForAnswer(child, port);
    const startMillis = performance.now() - from;
    return { name, port, child, startMillis, verdict: await examine(port, stage.requests), rounds: [] };
  } catch (error) {
    stopChild(child);
    console.log(`${name} does not start: ${error.message.trim().slice(0, 600)}`);
    return undefined;
  }
}

/** By number of requests, not by time: else a slow peer would be measured before its code is optimised. */
async function warmUp({ port }, { load, options }) {
  const from = performance.now();
  for (let sent = 0; sent < options.warmup && performance.now() - from < 30_000;) {
    sent += (await load.saturate(port, 1)).total;
  }
}

async function measureRound({ port, child }, { load, options }) {
  const before = measureTree([child.pid]);
  const sent = await load.saturate(port, options.seconds);
  const after = measureTree([child.pid]);
  const cpuMillis = after.cpuMillis - before.cpuMillis;
  return {
    requestsPerSecond: sent.total / sent.seconds,
    cpuMillisPerRequest: cpuMillis / sent.total,
    busy: cpuMillis / 1000 / sent.seconds,
    rssMiB: after.rssMiB,
    refused: sent.refused / sent.total,
    errors: sent.errors,
  };
}

async function measureLatency({ port }, { load, options }) {
  const { p50, p99, count, answered } = await load.paced(port, options.rate, options.seconds);
  return { p50, p99, unanswered: count - answered };
}

/** All peers in turn, the order reversed each round. */
async function measureAll(live, stage) {
  for (const peer of live) await warmUp(peer, stage);
  for (let round = 0; round < stage.options.rounds; round++) {
    const order = round % 2 ? [...live].reverse() : live;
    const results = new Map();
    for (const peer of order) results.set(peer, await measureRound(peer, stage));
    for (const peer of order) Object.assign(results.get(peer), await measureLatency(peer, stage));
    for (const [peer, result] of results) peer.rounds.push(result);
  }
}

function summarise({ name, startMillis, verdict, rounds }) {
  const keys = Object.keys(rounds[0]);
  return {
    name,
    startMillis,
    ...verdict,
    ...Object.fromEntries(keys.map((key) => [key, median(rounds.map((round) => round[key]))])),
    rounds,
  };
}

/** Starts every gateway, gives all the same work in turn, and resolves to {load, rows}. */
export async function compareGateways(options) {
  const stage = await makeStage(options);
  const live = [];
  for (const name of Object.keys(peers).filter((name) => isWanted(name, options.peers))) {
    const peer = await startPeer(name, stage);
    if (peer) live.push(peer);
  }
  await measureAll(live, stage);
  for (const { child } of [...live, stage]) stopChild(child);
  return { load: stage.load.tool, pinned: canPin, rows: live.map(summarise) };
}

const head = [
  'gateway',
  'CPU ms/request',
  'ratio',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'RSS MiB',
  'start ms',
  'passes',
  'refuses',
  'CPU busy',
];

const good = kinds.filter(({ status }) => status < 400).length;

function cells(row, reference) {
  return [
    row.name,
    fixed(row.cpuMillisPerRequest, 3),
    fixed(row.cpuMillisPerRequest / reference.cpuMillisPerRequest, 2),
    fixed(row.requestsPerSecond, 0),
    fixed(row.p50, 1),
    fixed(row.p99, 1),
    fixed(row.rssMiB, 0),
    fixed(row.startMillis, 0),
    `${row.passes}/${good}`,
    `${row.refuses}/${kinds.length - good}`,
    `${fixed(row.busy * 100, 0)} %`,
  ];
}

/** What a reader must know that the table does not show. */
function remarks({ rows, pinned }) {
  const differing = rows
    .filter(({ name, differs }) => peers[name].guards && differs.length)
    .map(({ name, differs }) => `  ${name}: ${differs.join('; ')}`);
  const broken = rows.filter((row) => row.rounds.some(({ errors, unanswered }) => errors || unanswered));
  return [
    ...(pinned ? [] : ['Servers and load share their cores here: no taskset, or a single core.']),
    ...(differing.length ? ['Does other work than asked (a gateway that refuses less does less):', ...differing] : []),
    ...broken.map(({ name }) => `${name}: broken or unanswered requests; its figures are worth little`),
  ];
}

/** The comparison as plain text. */
export function renderGateways(comparison, { rate, rounds, seconds, operations }) {
  const { rows, load } = comparison;
  const reference = rows.find(({ name }) => name === ours) ?? rows[0];
  if (!reference) return 'Gateways: none started.';
  return [
    `Gateways doing the same work: ES256 token, rate limit, validation of ${operations} operations; 95 % valid requests.`,
    `Load: ${load}; ${rounds} rounds of ${seconds} s; latency at ${rate} requests/s. Ratio = CPU compared with ${reference.name}.`,
    '',
    table(
      head,
      rows.map((row) => cells(row, reference)),
    ),
    ...remarks(comparison),
  ].join('\n');
}
