// The middleware inside Express and Fastify, against the apps alone and with what people add to them instead.
import { fixed } from './lib/numbers.mjs';
import { inTurn, makeStage, medianOf, nodePeer, startPeer, stopAll } from './lib/stage.mjs';
import { table } from './lib/table.mjs';
import { noInspection, writePolicy } from './peers/portcullis.mjs';

const app = (file, variant, inspection) => (dir, setup) => {
  writePolicy(dir, { ...setup, inspection });
  return nodePeer(file, variant)(dir, setup);
};

/** Name of a row -> variant of the app, and what the policy says of inspection: nobody else looks for attacks. */
const variants = {
  alone: ['alone'],
  portcullis: ['portcullis'],
  'portcullis, without inspection': ['portcullis', noInspection],
  stack: ['stack'],
};

const peers = ['express', 'fastify'].flatMap((framework) =>
  Object.entries(variants).map(([variant, [name, inspection]]) => ({
    framework,
    variant,
    command: app(`${framework}-app.mjs`, name, inspection),
  })),
);

export async function compareMiddleware(options) {
  const stage = await makeStage(options);
  const live = [];
  for (const { framework, variant, command } of peers) {
    const peer = await startPeer(stage, `${framework} ${variant}`, { command });
    if (peer) live.push({ ...peer, framework, variant });
  }
  await inTurn(live, stage);
  stopAll(stage, live);
  const rows = live.map((peer) => ({
    name: peer.name,
    framework: peer.framework,
    cpuMillisPerRequest: medianOf(peer, 'cpuMillisPerRequest'),
    requestsPerSecond: medianOf(peer, 'requestsPerSecond'),
    rssMiB: medianOf(peer, 'rssMiB'),
    refused: medianOf(peer, 'refused'),
  }));
  return { rows };
}

const head = ['app', 'CPU us/request', 'added us', 'requests/s', 'RSS MiB', 'refused'];

export function renderMiddleware({ rows }) {
  const cells = (row) => {
    const alone = rows.find(({ framework }) => framework === row.framework);
    return [
      row.name,
      fixed(row.cpuMillisPerRequest * 1000, 0),
      fixed((row.cpuMillisPerRequest - alone.cpuMillisPerRequest) * 1000, 0),
      fixed(row.requestsPerSecond, 0),
      fixed(row.rssMiB, 0),
      `${fixed(row.refused * 100, 1)} %`,
    ];
  };
  return [
    'Inside an app that answers by itself: alone, with Portcullis, with what people add instead.',
    '',
    table(head, rows.map(cells)),
  ].join('\n');
}
