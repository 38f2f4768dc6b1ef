// Fills a store with findings and events, and measures what the console asks of it.
// Usage: node bench/seed-console.mjs [--findings 100000] [--events 1000000] [--store URL] [--dir DIR] [--keep]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { build } from 'esbuild';
import { common } from '../scripts/build.mjs';

const args = process.argv.slice(2);
const option = (name, usual) => (args.includes(name) ? args[args.indexOf(name) + 1] : usual);
const findingCount = Number(option('--findings', 100_000));
const eventCount = Number(option('--events', 1_000_000));
const rounds = Number(option('--rounds', 9));
const url = option('--store', undefined);
const folder = option('--dir', undefined) ?? fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-seed-'));

const root = path.dirname(import.meta.dirname);
const out = path.join(root, '.build', 'seed-console');
await build({
  ...common,
  entryPoints: { seed: 'bench/lib/console-seed.ts' },
  outdir: out,
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
});
const { openBench } = await import(path.join(out, 'seed.mjs'));

const severities = ['critical', 'high', 'medium', 'low', 'info'];
const rules = [
  'bola-read',
  'bola-write',
  'bfla-read',
  'mass-assignment',
  'ssrf',
  'verbose-error',
  'sql-injection-error',
  'rate-limit-missing',
];
const hex = (bytes) => randomBytes(bytes).toString('hex');

/** Events of 48 hours, 3 % of them denials. */
function event(bench, n, start, step) {
  const time = Math.trunc(start + n * step);
  const denied = n % 33 === 0;
  return {
    id: bench.uuidv7(time),
    time,
    kind: denied ? 'denial' : 'access',
    outcome: denied ? 'denied' : 'allowed',
    severity: denied ? 'low' : 'info',
    api: 'shop',
    operationId: `operation${n % 100}`,
    principalId: `person-${(n * 7919) % 5000}`,
    credentialId: `key-${n % 400}`,
    client: `10.${n % 50}.${n % 200}.7`,
    exchangeId: bench.uuidv7(time),
    method: 'GET',
    status: denied ? 403 : n % 50 === 0 ? 500 : 200,
    micros: 900 + (n % 700),
    bytesIn: 0,
    bytesOut: 700,
    ...(denied ? { guard: 'roles', code: 'ROLE_MISSING' } : {}),
  };
}

function finding(n) {
  const operation = `operation${n % 100}`;
  return {
    fingerprint: hex(8),
    source: 'pentest',
    ruleId: rules[n % rules.length],
    title: `What ${rules[n % rules.length]} is about`,
    severity: severities[n % severities.length],
    confidence: 'confirmed',
    cwe: [639],
    owasp: ['API1:2023'],
    api: 'shop',
    operationId: operation,
    message: `${operation} answers with what belongs to somebody else (${n})`,
    remedy: 'Compare the owner with whoever calls.',
    evidence: [],
    status: 'open',
  };
}

async function seed(bench) {
  const start = Date.now() - 48 * 3_600_000;
  const step = (48 * 3_600_000) / eventCount;
  for (let n = 0; n < eventCount; n += 5000) {
    const batch = Array.from({ length: Math.min(5000, eventCount - n) }, (_, k) => event(bench, n + k, start, step));
    await bench.store.events.insert(batch);
    if (n % 100_000 === 0) process.stderr.write(`\revents ${n}`);
  }
  for (let n = 0; n < findingCount; n += 2000) {
    const findings = Array.from({ length: Math.min(2000, findingCount - n) }, (_, k) => finding(n + k));
    await bench.record(findings, Date.now() - findingCount + n);
    process.stderr.write(`\rfindings ${n}   `);
  }
  process.stderr.write('\r                    \r');
}

/** What the screens ask for. */
async function questions(bench) {
  const page = await bench.call('/findings?limit=100');
  const deep = await bench.deepCursor();
  const { fingerprint } = page.items[0];
  return {
    overview: '/overview',
    inventory: '/operations?limit=100',
    operation: '/operations/shop/operation7',
    findings: '/findings?limit=100',
    'findings, filtered': '/findings?severity=high&status=open&operation=operation1&limit=100',
    'findings, text': '/findings?q=ssrf&limit=100',
    'findings, in the middle': `/findings?limit=100&cursor=${deep}`,
    'findings by cause': '/findings/groups?limit=50',
    'findings counted': '/findings/counts',
    finding: `/findings/${fingerprint}`,
    runs: '/runs',
    events: '/events?limit=100',
    'events, denials of one operation': '/events?q=kind:denial%20operation:operation33&limit=100',
    'events of a person': '/events?q=principal:person-42&limit=100',
    'events, 5xx of a key': '/events?q=status:5xx%20credential:key-0&limit=100',
    histogram: '/events/histogram?q=kind:denial',
    'histogram of a person': '/events/histogram?q=principal:person-42',
    facets: '/events/facets?q=kind:denial',
    client: '/clients/principal/person-42',
    detections: '/detections',
    'audit log': '/audit-log',
  };
}

const bench = await openBench({ folder, url });
try {
  if (!(await bench.isSeeded())) await seed(bench);
  await bench.start();
  const asked = await questions(bench);
  const times = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  // Interleaved: what else the machine does falls on all alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, target] of Object.entries(asked)) {
      const begin = performance.now();
      await bench.call(target);
      times[name].push(performance.now() - begin);
    }
  }
  console.log(
    `${findingCount} findings, ${eventCount} events, ${url ? 'PostgreSQL' : 'SQLite'}; ${rounds} rounds, milliseconds`,
  );
  console.log(`${'question'.padEnd(36)}${'median'.padStart(8)}${'worst'.padStart(8)}`);
  for (const [name, all] of Object.entries(times)) {
    const sorted = all.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    console.log(
      `${name.padEnd(36)}${median.toFixed(0).padStart(8)}${sorted.at(-1).toFixed(0).padStart(8)}${median > 300 ? '  over 300' : ''}`,
    );
  }
} finally {
  await bench.close();
  if (!args.includes('--keep') && option('--dir', undefined) === undefined)
    fs.rmSync(folder, { recursive: true, force: true });
}
