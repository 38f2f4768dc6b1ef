import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AggregatorRegistry } from 'prom-client';
import { PortcullisError } from '../core/errors.js';
import type { MetricFamily } from '../gateway/metrics.js';
import type { Readiness } from './health.js';

export interface ControlParts {
  readiness(): Promise<Readiness>;
  /** Of each worker. */
  metrics(): Promise<readonly (readonly MetricFamily[])[]>;
}

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `/livez`, `/readyz` and `/metrics` for this machine. Throws ADDRESS_IN_USE. */
export async function startControl(at: { host: string; port: number }, parts: ControlParts): Promise<Control> {
  const server = http.createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    answer(request, response, parts).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `${at.host}:${at.port} is already in use`;
      reject(cause.code === 'EADDRINUSE' ? new PortcullisError('ADDRESS_IN_USE', message, { cause }) : cause);
    });
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const localHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

async function answer(request: http.IncomingMessage, response: http.ServerResponse, parts: ControlParts) {
  const { method, url, headers } = request;
  // A page whose name was rebound to this machine has another Host.
  if (!localHost.test(headers.host ?? '')) return send(response, 403, 'text/plain', 'this machine only\n');
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, 'text/plain', 'GET only\n');
  if (url === '/livez') return send(response, 200, 'text/plain', 'ok\n');
  if (url === '/readyz') {
    const state = await parts.readiness();
    return send(response, state.ready ? 200 : 503, 'application/json', `${JSON.stringify(state)}\n`);
  }
  if (url !== '/metrics') return send(response, 404, 'text/plain', '/livez, /readyz or /metrics\n');
  return send(response, 200, 'text/plain; version=0.0.4; charset=utf-8', await metricsText(parts));
}

async function metricsText({ metrics, readiness }: ControlParts): Promise<string> {
  const workers = (await metrics()) as unknown as object[][];
  const { workers: count, ready } = await readiness();
  const own: MetricFamily[] = [
    ownGauge('portcullis_workers_serving', 'Workers that take requests.', count.serving),
    ownGauge('portcullis_ready', '1 while requests should be sent here.', ready ? 1 : 0),
  ];
  return AggregatorRegistry.aggregate([...workers, own as unknown as object[]]).metrics();
}

function ownGauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', aggregator: 'sum', values: [{ labels: {}, value }] };
}

function send(response: http.ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
