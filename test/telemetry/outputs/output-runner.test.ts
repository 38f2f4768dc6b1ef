import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { SecurityEvent } from '../../../src/core/events.js';
import type { Store } from '../../../src/store/store.js';
import { clickHouseOutput } from '../../../src/telemetry/outputs/clickhouse-output.js';
import { fileOutput } from '../../../src/telemetry/outputs/file-output.js';
import { otlpOutput } from '../../../src/telemetry/outputs/otlp-output.js';
import { EventsRefused, type EventOutput } from '../../../src/telemetry/outputs/output.js';
import { outputPlace } from '../../../src/telemetry/outputs/output-place.js';
import { OutputRunner } from '../../../src/telemetry/outputs/output-runner.js';
import { syslogOutput } from '../../../src/telemetry/outputs/syslog-output.js';
import { makeAuthority } from '../../identity/authority.js';
import { LogBench } from '../log-bench.js';

const context = { productVersion: '1', host: 'gw1' };
let bench: LogBench;
let store: Store;
let said: string[];
beforeEach(() => {
  bench = new LogBench();
  store = bench.open();
  said = [];
});
afterEach(async () => {
  await store.close();
  bench.remove();
});

function runnerOf(output: EventOutput, matches?: (event: SecurityEvent) => boolean): OutputRunner {
  const place = outputPlace(bench.dataDir, 'test');
  const options = { name: 'test', output, events: store.events, place, say: (text: string) => said.push(text) };
  return new OutputRunner({ ...options, intervalMillis: 60_000, ...(matches ? { matches } : {}) });
}

/** An output that keeps what it is sent, or fails. */
class Memory implements EventOutput {
  readonly portions: { readonly numbers: readonly unknown[]; readonly token: string }[] = [];
  failure: Error | undefined;

  async send(events: readonly SecurityEvent[], token: string): Promise<void> {
    this.portions.push({ numbers: events.map(({ detail }) => detail?.['n']), token });
    if (this.failure) throw this.failure;
  }

  close = async () => undefined;
}

const insert = (from: number, to: number, more: Partial<SecurityEvent> = {}) =>
  store.events.insert(Array.from({ length: to - from }, (_, n) => bench.event(from + n, more)));

describe('an output of the log', () => {
  test('gets what is stored after it was named, once, also over a restart', async () => {
    await insert(0, 5);
    const memory = new Memory();
    const first = runnerOf(memory);
    await first.start();
    await insert(5, 7);
    await first.drain();
    await first.close();
    await insert(7, 8);
    const second = runnerOf(memory);
    await second.start();
    await second.drain();
    await second.close();
    assert.deepEqual(
      memory.portions.map(({ numbers }) => numbers),
      [[5, 6], [7]],
    );
  });

  test('gets events again with the same token until it takes them, and says so once', async () => {
    const memory = new Memory();
    const runner = runnerOf(memory);
    await runner.start();
    await insert(0, 2);
    memory.failure = new Error('away');
    await runner.drain();
    await runner.drain();
    assert.ok(runner.status.isFailing);
    memory.failure = undefined;
    await runner.drain();
    const [a, b, c] = memory.portions;
    assert.deepEqual([a, b], [c, c]);
    assert.deepEqual(said, ['events wait in the log for the output test: away', 'the output test takes events again']);
    assert.equal(runner.status.sent, 2);
    await runner.close();
  });

  test('goes on after events that it refuses for good, which are counted', async () => {
    const memory = new Memory();
    const runner = runnerOf(memory);
    await runner.start();
    memory.failure = new EventsRefused('no');
    await insert(0, 3);
    await runner.drain();
    memory.failure = undefined;
    await insert(3, 4);
    await runner.drain();
    assert.deepEqual(runner.status, { sent: 1, refused: 3, isFailing: false });
    await runner.close();
  });

  test('gets only what its query selects, and batches of allowed calls too', async () => {
    const memory = new Memory();
    const runner = runnerOf(memory, ({ kind }) => kind === 'access');
    await runner.start();
    await insert(0, 2);
    await insert(2, 5, { kind: 'access', outcome: 'allowed', severity: 'info', status: 200 });
    await runner.drain();
    assert.deepEqual(memory.portions.flatMap(({ numbers }) => numbers).length, 3);
    await runner.close();
  });

  test('gets a long log in portions', async () => {
    const memory = new Memory();
    const runner = runnerOf(memory);
    await runner.start();
    await insert(0, 2500);
    await runner.drain();
    const all = memory.portions.flatMap(({ numbers }) => numbers);
    assert.deepEqual(
      all,
      Array.from({ length: 2500 }, (_, n) => n),
    );
    assert.ok(memory.portions.length >= 2);
    await runner.close();
  });

  test('is refused when its place is damaged', async () => {
    fs.mkdirSync(path.join(bench.dataDir, 'outputs'), { mode: 0o700 });
    fs.writeFileSync(path.join(bench.dataDir, 'outputs', 'test.json'), '{"access":-1.5}');
    await assert.rejects(runnerOf(new Memory()).start(), { code: 'STORE_CORRUPT' });
  });
});

/** A receiver on loopback that answers as it is told. */
async function receive(statuses: number[]) {
  const requests: { url: URL; headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ url: new URL(request.url!, 'http://x'), headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(statuses.shift() ?? 200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, close: () => server.close() };
}

const hostile = 'a\r\n\u001b[31m\u2028b';

describe('outputs', () => {
  test('to a file append OCSF lines, for the owner alone', async () => {
    const file = path.join(bench.dataDir, 'events.ndjson');
    const output = fileOutput(file, context);
    await output.send([bench.event(1), bench.event(2, { principalId: hostile })], 't');
    await output.send([bench.event(3)], 't');
    const lines = fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split(/[\r\n\u2028]/);
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { class_uid: number }).class_uid),
      [6003, 6003, 6003],
    );
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  test('to a collector send OTLP log records; what it asks for again is sent again', async () => {
    const receiver = await receive([503, 200, 400]);
    const output = otlpOutput({
      url: `${receiver.url}/v1/logs`,
      headers: { 'x-key': 'k' },
      resource: { 'service.name': 'p' },
    });
    await assert.rejects(output.send([bench.event(1)], 't'), /come again later/);
    await output.send([bench.event(1)], 't');
    await assert.rejects(output.send([bench.event(1)], 't'), EventsRefused);
    await output.close();
    receiver.close();
    const { url, headers, body } = receiver.requests[1]!;
    assert.equal(url.pathname, '/v1/logs');
    assert.equal(headers['x-key'], 'k');
    const record = (JSON.parse(body.toString()) as Message).resourceLogs[0]!.scopeLogs[0]!.logRecords[0]!;
    assert.equal(record['severityNumber'], 13);
    assert.equal(record['severityText'], 'medium');
    assert.deepEqual(record['body'], { stringValue: 'denial getOrder ROLE_MISSING' });
    assert.match(String(record['timeUnixNano']), /^\d{19}$/);
    assert.ok(
      JSON.stringify(record['attributes']).includes('{"key":"http.response.status_code","value":{"intValue":"403"}}'),
    );
  });

  test('to ClickHouse insert gzipped rows with a token against doubles', async () => {
    const receiver = await receive([200, 503, 400]);
    const output = clickHouseOutput({ url: receiver.url, table: 'logs.portcullis_event', user: 'u', password: 'p' });
    await output.send([bench.event(1, { principalId: hostile }), bench.event(2)], '0-1-0-3');
    await assert.rejects(output.send([bench.event(1)], 't'), /answers 503/);
    await assert.rejects(output.send([bench.event(1)], 't'), EventsRefused);
    receiver.close();
    const { url, headers, body } = receiver.requests[0]!;
    assert.equal(url.searchParams.get('query'), 'INSERT INTO logs.portcullis_event FORMAT JSONEachRow');
    assert.equal(url.searchParams.get('insert_deduplication_token'), '0-1-0-3');
    assert.deepEqual(
      [headers['x-clickhouse-user'], headers['x-clickhouse-key'], headers['content-encoding']],
      ['u', 'p', 'gzip'],
    );
    const rows = gunzipSync(body)
      .toString()
      .trimEnd()
      .split(/[\r\n\u2028]/)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(rows.length, 2);
    assert.equal(rows[0]!['principal'], hostile);
    assert.equal(rows[0]!['time'], '2026-11-24 12:00:00.001');
    assert.equal(rows[1]!['status'], 403);
  });

  test('to syslog send over TLS, and connect again when the receiver went away', async () => {
    const authority = await makeAuthority();
    const { certificate, key } = await authority.issue({ name: 'logs', names: [{ type: 'dns', value: 'localhost' }] });
    let received = '';
    const sockets = new Set<tls.TLSSocket>();
    const server = tls.createServer({ cert: certificate, key }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('end', () => socket.end());
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const output = syslogOutput({ host: 'localhost', port, ca: authority.pem }, context);
    await output.send([bench.event(1)], 't');
    while (received === '') await sleep(5);
    for (const socket of sockets) socket.destroy();
    await sleep(100);
    await assert.rejects(output.send([bench.event(2)], 't'));
    await output.send([bench.event(2, { principalId: hostile })], 't');
    await output.close();
    server.close();
    assert.match(received, /^\d+ <84>1 [^\r\n\u2028]+$/);
    assert.equal(received.split('<84>1').length - 1, 2);
    await assert.rejects(
      syslogOutput({ host: 'localhost', port, ca: authority.pem }, context).send([bench.event(3)], 't'),
    );
  });
});

interface Message {
  readonly resourceLogs: readonly {
    readonly scopeLogs: readonly { readonly logRecords: readonly Readonly<Record<string, unknown>>[] }[];
  }[];
}
