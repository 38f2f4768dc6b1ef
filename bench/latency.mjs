// What the gateway adds to the slowest answers at half of the load that it can take, compared with nginx.
import { hasProgram } from './lib/machine.mjs';
import { fixed } from './lib/numbers.mjs';
import { inTurn, makeStage, medianOf, startPeer, stopAll, warmUp } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { nginxCommand } from './peers/nginx.mjs';
import { portcullisCommand } from './peers/portcullis.mjs';

/** Half of what the gateway takes at full load, in requests a second. */
async function halfLoad(peer, { load, options }) {
  const { total, seconds } = await load.saturate(peer.port, options.seconds);
  return Math.max(1, Math.floor(total / seconds / 2));
}

export async function compareLatencies(options) {
  const stage = await makeStage(options);
  const gateway = await startPeer(stage, 'Portcullis', { command: portcullisCommand });
  const nginx = hasProgram('nginx')
    ? await startPeer(stage, 'nginx (no guards)', { command: nginxCommand })
    : undefined;
  const direct = { name: 'upstream itself', port: stage.upstream, child: stage.child, rounds: [] };
  const live = [direct, nginx, gateway].filter(Boolean);
  await warmUp(gateway, stage);
  const rate = await halfLoad(gateway, stage);
  await inTurn(live, stage, (peer) => stage.load.paced(peer.port, rate, options.seconds));
  stopAll(stage, live);
  return {
    rate,
    rows: live.map((peer) => ({ name: peer.name, p50: medianOf(peer, 'p50'), p99: medianOf(peer, 'p99') })),
  };
}

const head = ['', 'p50 ms', 'p99 ms', 'p99 added'];

export function renderLatencies({ rate, rows }) {
  const cells = ({ name, p50, p99 }) => [name, fixed(p50, 2), fixed(p99, 2), fixed(p99 - rows[0].p99, 2)];
  return [
    `Latency at ${rate} requests/s, half of the gateway's full load. Goal: at most 3 times what nginx adds.`,
    '',
    table(head, rows.map(cells)),
  ].join('\n');
}
