// What sharing the work costs: CPU per request of two workers against one, on all cores.
import { fixed } from './lib/numbers.mjs';
import { inTurn, makeStage, medianOf, startPeer, stopAll } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { portcullisCommand } from './peers/portcullis.mjs';

const withWorkers = (count) => (dir, setup) => [...portcullisCommand(dir, setup), '--workers', String(count)];

export async function compareWorkers(options) {
  const stage = await makeStage(options);
  const live = [];
  for (const count of [1, 2]) {
    const peer = await startPeer(stage, `${count} workers`, { command: withWorkers(count), everywhere: true });
    if (peer) live.push(peer);
  }
  await inTurn(live, stage);
  stopAll(stage, live);
  return {
    rows: live.map((peer) => ({
      name: peer.name,
      cpuMillisPerRequest: medianOf(peer, 'cpuMillisPerRequest'),
      requestsPerSecond: medianOf(peer, 'requestsPerSecond'),
      rssMiB: medianOf(peer, 'rssMiB'),
      largestMiB: medianOf(peer, 'largestMiB'),
      rounds: peer.rounds,
    })),
  };
}

const head = ['workers', 'CPU us/request', 'ratio', 'requests/s', 'RSS MiB', 'largest'];

export function renderWorkers({ rows }) {
  const cells = (row) => [
    row.name,
    fixed(row.cpuMillisPerRequest * 1000, 0),
    fixed(row.cpuMillisPerRequest / rows[0].cpuMillisPerRequest, 2),
    fixed(row.requestsPerSecond, 0),
    fixed(row.rssMiB, 0),
    fixed(row.largestMiB, 0),
  ];
  return [
    'Workers on all cores, load and upstream beside them. Goal: ratio 1.15.',
    '',
    table(head, rows.map(cells)),
  ].join('\n');
}
