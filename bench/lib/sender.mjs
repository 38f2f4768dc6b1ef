// Runs as a process of its own so that sending is not charged to anyone: `node sender.mjs JOB.json` prints one JSON.
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.mjs';
import { quantile } from './numbers.mjs';

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const requests = JSON.parse(fs.readFileSync(job.requestsFile, 'utf8'));
const connections = Array.from({ length: job.connections }, () => new Connection(job.port));
let next = 0;
const nextRaw = () => requests[next++ % requests.length].raw;

/** Every connection sends as soon as it has its answer. */
async function saturate() {
  const from = performance.now();
  const until = from + job.seconds * 1000;
  const counts = { total: 0, refused: 0, errors: 0 };
  const keepSending = async (connection) => {
    while (performance.now() < until) {
      const status = await connection.send(nextRaw());
      counts.total++;
      if (status === 0) counts.errors++;
      else if (status >= 400) counts.refused++;
    }
  };
  await Promise.all(connections.map(keepSending));
  return { ...counts, seconds: (performance.now() - from) / 1000 };
}

/** Open loop: a latency counts from the moment its request was due, so a server that stalls cannot hide it. */
async function paced() {
  const latencies = [];
  const idle = [...connections];
  const queue = [];
  const serve = async (connection) => {
    for (let due = queue.shift(); due !== undefined; due = queue.shift()) {
      const status = await connection.send(nextRaw());
      latencies.push(status === 0 ? Infinity : performance.now() - due);
    }
    idle.push(connection);
  };
  const from = performance.now() + 200;
  const count = job.rate * job.seconds;
  for (let i = 0; i < count; i++) {
    const due = from + (i * 1000) / job.rate;
    const early = due - performance.now();
    // Timers are in whole milliseconds: at more than a thousand a second several are due at once.
    if (early > 0) await sleep(early);
    else if (i % 16 === 0) await new Promise(setImmediate);
    queue.push(due);
    const connection = idle.pop();
    if (connection) void serve(connection);
  }
  for (const until = performance.now() + 10_000; latencies.length < count && performance.now() < until;) await sleep(5);
  latencies.sort((a, b) => a - b);
  return { count, answered: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

console.log(JSON.stringify(await { saturate, paced }[job.mode]()));
for (const connection of connections) connection.close();
