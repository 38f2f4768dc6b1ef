import { canPin, statusOf } from './lib/children.mjs';
import { hasProgram } from './lib/machine.mjs';
import { fixed, median } from './lib/numbers.mjs';
import { makeStage, measureRound, nodePeer, startPeer, stopAll, warmUp } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { kinds } from './lib/workload.mjs';
import { nginxCommand } from './peers/nginx.mjs';
import { portcullisCommand, withoutInspection } from './peers/portcullis.mjs';

const ours = 'Portcullis';

/** Name of a peer -> how its command is made: (folder, setup) -> program and arguments; and whether it judges at all. */
const peers = {
  [ours]: { command: portcullisCommand, guards: true },
  'without inspection': { command: withoutInspection, guards: true },
  prototype: { command: nodePeer('prototype.mjs'), guards: true },
  'bare proxy (no guards)': { command: nodePeer('bare-proxy.mjs'), guards: false },
  'Fastify stack': { command: nodePeer('fastify.mjs'), guards: true },
  'Fastify stack, token cache': { command: nodePeer('fastify.mjs', 'cache'), guards: true },
  'Express stack': { command: nodePeer('express.mjs'), guards: true },
  ...(hasProgram('nginx') ? { 'nginx (no guards)': { command: nginxCommand, guards: false } } : {}),
};

const isWanted = (name, wanted) =>
  !wanted || wanted.split(',').some((part) => name.toLowerCase().includes(part.toLowerCase()));

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
    const peer = await startPeer(stage, name, peers[name]);
    if (peer) live.push({ ...peer, verdict: await examine(peer.port, stage.requests) });
  }
  await measureAll(live, stage);
  stopAll(stage, live);
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
  'largest',
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
    fixed(row.largestMiB, 0),
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
