// Contracts of different size: what the start costs, and whether a request costs the same.
import { measureTree } from './lib/process-tree.mjs';
import { fixed } from './lib/numbers.mjs';
import { inTurn, makeStage, medianOf, startPeer, stopAll } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { portcullisCommand } from './peers/portcullis.mjs';

const sizes = [10, 100, 1000, 10_000];

/** The same requests to gateways of different size; resolves to one row a size. */
export async function compareSizes(options) {
  const stage = await makeStage(options);
  const live = [];
  for (const operations of sizes) {
    const peer = await startPeer(stage, `${operations} operations`, { command: portcullisCommand, operations });
    if (peer) live.push(peer);
  }
  await inTurn(live, stage);
  const rows = live.map((peer) => ({
    name: peer.name,
    startMillis: peer.startMillis,
    startCpuMillis: peer.start.cpuMillis,
    startMiB: peer.start.rssMiB,
    startLargestMiB: peer.start.largestMiB,
    afterMiB: measureTree([peer.child.pid]).largestMiB,
    cpuMillisPerRequest: medianOf(peer, 'cpuMillisPerRequest'),
    rounds: peer.rounds,
  }));
  stopAll(stage, live);
  return { rows };
}

const head = ['contract', 'start ms', 'start CPU ms', 'MiB', 'worker MiB', 'after load', 'CPU us/request', 'ratio'];

export function renderSizes({ rows }) {
  const [first] = rows;
  const cells = (row) => [
    row.name,
    fixed(row.startMillis, 0),
    fixed(row.startCpuMillis, 0),
    fixed(row.startMiB, 0),
    fixed(row.startLargestMiB, 0),
    fixed(row.afterMiB, 0),
    fixed(row.cpuMillisPerRequest * 1000, 0),
    fixed(row.cpuMillisPerRequest / first.cpuMillisPerRequest, 2),
  ];
  return [
    'Contracts of different size, the same requests. Goals: 1 s, 200 MB, ratio 1.10.',
    '',
    table(head, rows.map(cells)),
  ].join('\n');
}
