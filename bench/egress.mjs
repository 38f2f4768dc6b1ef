// Calls to a third party: the egress proxy, and a plain forward proxy of npm that checks nothing.
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from './lib/children.mjs';
import { Load } from './lib/load.mjs';
import { fixed } from './lib/numbers.mjs';
import { inTurn, makeStage, medianOf, nodePeer, startPeer, stopAll } from './lib/stage.mjs';
import { table } from './lib/table.mjs';

const plain = 'proxy-chain';

const contract = {
  openapi: '3.1.0',
  info: { title: 'Vendor', version: '1.0.0' },
  paths: {
    '/orders/{id}': {
      get: {
        operationId: 'getOrder',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id', 'status', 'total', 'lines'],
                  properties: {
                    id: { type: 'string', format: 'uuid' },
                    status: { enum: ['open', 'paid'] },
                    currency: { type: 'string' },
                    total: { type: 'number' },
                    created: { type: 'string', format: 'date-time' },
                    customer: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
                    lines: {
                      type: 'array',
                      items: {
                        type: 'object',
                        properties: { sku: { type: 'string' }, quantity: { type: 'integer' } },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

/** The policy of a vendor on this machine; `checks` adds what a forward proxy does not do. */
function writePolicy(dir, { port, upstream, gatewayPort, checks }) {
  const write = (name, value) => fs.writeFileSync(path.join(dir, name), JSON.stringify(value, null, 2));
  const one = { vendor: 'Vendor', hosts: [`127.0.0.1:${upstream}`], plainText: true, addresses: ['127.0.0.1/32'] };
  write('vendor.json', contract);
  write('portcullis.yaml', {
    version: 1,
    listen: [{ address: `127.0.0.1:${gatewayPort}` }],
    egressProxy: { address: `127.0.0.1:${port}` },
    egress: {
      vendor: checks
        ? { ...one, send: ['currency'], inject: { header: 'X-Key', value: '${env:BENCH_VENDOR_KEY}' } }
        : { ...one, send: 'any' },
    },
    vendors: {
      Vendor: {
        owner: 'bench',
        data: 'low',
        privilege: 'low',
        dependence: 'low',
        ...(checks ? { contract: { file: 'vendor.json' } } : {}),
      },
    },
    apis: { vendor: { contract: 'vendor.json', upstream: { url: `http://127.0.0.1:${upstream}` } } },
  });
}

const ours = (checks, gatewayPort) => (dir, setup) => {
  process.env.BENCH_VENDOR_KEY = 'key-of-the-bench-0123456789';
  writePolicy(dir, { ...setup, gatewayPort, checks });
  const folders = ['--policy', path.join(dir, 'portcullis.yaml'), '--data', path.join(dir, 'data')];
  return [process.execPath, setup.main, 'start', '--only', 'gateway', ...folders, '--quiet'];
};

/** As a client of a forward proxy sends them. */
function requestsTo(upstream) {
  const host = `127.0.0.1:${upstream}`;
  const target = (n) => `http://${host}/orders/3fa85f64-5717-4562-b3fc-${String(n).padStart(12, '0')}?currency=EUR`;
  return Array.from({ length: 500 }, (_, n) => ({
    kind: 0,
    raw: `GET ${target(n)} HTTP/1.1\r\nHost: ${host}\r\nAccept: application/json\r\n\r\n`,
  }));
}

/** Starts the peers, warms them up and measures them in turn. */
export async function compareEgress(options) {
  const stage = await makeStage(options);
  const load = new Load(stage.dir, requestsTo(stage.upstream), options.connections);
  const own = { ...stage, load };
  const commands = {
    [plain]: nodePeer('forward-proxy.mjs'),
    'portcullis, hosts and addresses': ours(false, await freePort()),
    'portcullis, all checks': ours(true, await freePort()),
  };
  const live = [];
  for (const [name, command] of Object.entries(commands)) {
    const peer = await startPeer(own, name, { command });
    if (peer) live.push(peer);
  }
  await inTurn(live, own);
  stopAll(own, live);
  return {
    rows: live.map((peer) => ({
      name: peer.name,
      cpuMillisPerRequest: medianOf(peer, 'cpuMillisPerRequest'),
      requestsPerSecond: medianOf(peer, 'requestsPerSecond'),
      rssMiB: medianOf(peer, 'rssMiB'),
      refused: medianOf(peer, 'refused'),
    })),
  };
}

/** The comparison as plain text. */
export function renderEgress({ rows }, { rounds }) {
  const reference = rows.find(({ name }) => name === plain)?.cpuMillisPerRequest;
  const cells = rows.map((row) => [
    row.name,
    fixed(row.cpuMillisPerRequest * 1000, 0),
    reference === undefined ? '-' : fixed(row.cpuMillisPerRequest / reference, 2),
    fixed(row.requestsPerSecond, 0),
    fixed(row.rssMiB, 0),
    `${fixed(row.refused * 100, 1)} %`,
  ]);
  return [
    `Calls of about 300 bytes to a third party through a forward proxy, plain HTTP; median of ${rounds} rounds.`,
    'All checks: hosts, addresses, declared properties, a credential put in, the answer compared with the contract.',
    'Memory of ours is that of the gateway with its worker too.',
    '',
    table(['proxy', 'CPU us/call', 'ratio', 'calls/s', 'RSS MiB', 'refused'], cells),
  ].join('\n');
}
