import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compareEngines } from './lib/event-engines.mjs';
import { loadParts, scratchFolder } from './lib/event-parts.mjs';
import { inLists, makeEvents } from './lib/event-sample.mjs';
import { fixed, median } from './lib/numbers.mjs';
import { table } from './lib/table.mjs';

const pino = createRequire(import.meta.url)('pino');

/** Events of one turn of the event loop, and of one insertion. */
const [turn, insertion] = [20, 500];
const perSecond = 1000;

const cpuMicros = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Runs `work` and resolves to its CPU microseconds and events a second. */
async function measure(count, work) {
  globalThis.gc?.();
  const [cpu, from] = [cpuMicros(), performance.now()];
  await work();
  const seconds = (performance.now() - from) / 1000;
  return { cpuMicros: (cpuMicros() - cpu) / count, perSecond: count / seconds };
}

/** As a gateway does: a denial is on its way to the disk when this returns. */
function take(journal, event) {
  if (event.kind === 'denial') journal.write(event);
  else journal.batch(event);
}

/** What takes the events of a worker: [name, (folder, parts) -> {take(event), end()}]. */
const journals = {
  'Portcullis journal': (folder, { JournalWriter }) => {
    const journal = new JournalWriter({ dataDir: folder, worker: 'bench', capBytes: 2 ** 40 });
    return {
      take: (event) => take(journal, event),
      end: () => journal.close(),
    };
  },
  'pino to a file, each at once': (folder) => pinoTo(folder, { sync: true }),
  'pino to a file, 4 kB buffered': (folder) => pinoTo(folder, { sync: false, minLength: 4096 }),
};

function pinoTo(folder, options) {
  const destination = pino.destination({ dest: path.join(folder, 'events.log'), ...options });
  const log = pino({ base: null, timestamp: false }, destination);
  return { take: (event) => log.info(event), end: () => destination.flushSync() };
}

async function journalRound(name, { parts, lists, count }) {
  const journal = journals[name](scratchFolder('journal'), parts);
  await nextTurn();
  return measure(count, async () => {
    for (const list of lists) {
      for (const event of list) journal.take(event);
      await nextTurn();
    }
    journal.end();
  });
}

/** All in turn, the order reversed each round; resolves to rows with medians. */
async function interleaved(names, rounds, run) {
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? [...names].reverse() : names) results.get(name).push(await run(name));
  }
  const middle = (list, key) => median(list.map((result) => result[key]));
  return [...results].map(([name, list]) => ({
    name,
    cpuMicros: middle(list, 'cpuMicros'),
    perSecond: middle(list, 'perSecond'),
    rounds: list,
  }));
}

const rowColumns =
  'id,time,kind,outcome,severity,api,operation,principal,credential,client,exchange,method,status,micros,bytes_in,bytes_out,detail';

function valuesOf(event) {
  const { id, time, kind, outcome, severity, api, operationId, principalId, credentialId, client } = event;
  const { exchangeId, method, status, micros = null, bytesIn = null, bytesOut = null, detail } = event;
  const json = detail ? JSON.stringify(detail) : null;
  const first = [id, time, kind, outcome, severity, api, operationId, principalId, credentialId, client];
  return first.concat([exchangeId, method, status, micros, bytesIn, bytesOut, json]);
}

/** A row for each event with three indexes, the plain way; prepared once, 500 a transaction, WAL and NORMAL. */
function plainRows(folder, { openDatabase }) {
  const database = openDatabase(path.join(folder, 'rows.db'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE event (${rowColumns}, PRIMARY KEY (id)) WITHOUT ROWID;
    CREATE INDEX event_operation ON event (operation, id); CREATE INDEX event_principal ON event (principal, id);
    CREATE INDEX event_outcome ON event (outcome, id) WHERE outcome <> 'allowed'`);
  const insert = database.prepare(`INSERT INTO event VALUES (${rowColumns.replace(/\w+/g, '?')})`);
  return {
    take(list) {
      database.exec('BEGIN');
      for (const event of list) insert.run(...valuesOf(event));
      database.exec('COMMIT');
    },
    end: () => database.close(),
  };
}

/** Fills a journal, then measures how the writer carries it into the store. */
async function carryRound(folder, { parts, events, count }) {
  const journal = new parts.JournalWriter({ dataDir: folder, worker: 'bench', capBytes: 2 ** 40 });
  for (const list of inLists(events, turn)) {
    for (const event of list) take(journal, event);
    await nextTurn();
  }
  journal.close();
  const store = parts.openStore(folder);
  const writer = new parts.EventWriter({ dataDir: folder, events: store.events });
  const result = await measure(count, () => writer.drain());
  await writer.close();
  await store.close();
  return result;
}

async function rowsRound(folder, { parts, events, count }) {
  const lists = [...inLists(events, insertion)];
  const rows = plainRows(folder, parts);
  return measure(count, async () => {
    for (const list of lists) {
      rows.take(list);
      await nextTurn();
    }
    rows.end();
  });
}

const writers = {
  'Portcullis writer: journal to store': carryRound,
  'a row for each event, three indexes': rowsRound,
};

function bytesOf(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

/** The console's typical questions, about a store that holds `count` events from `start` on. */
function questions(start, count) {
  const middle = start + (count / perSecond / 2) * 1000;
  return {
    'newest 100': {},
    'one operation': { operation: 'operation7' },
    'one principal': { principal: 'https://issuer.example#user-77' },
    'a principal that is not there': { principal: 'nobody' },
    'one client': { client: '10.3.9.7' },
    denied: { outcome: 'denied' },
    'status 503': { status: 503 },
    'server errors of one operation': { statusClass: 5, operation: 'operation7' },
    'ten minutes in the middle': { since: middle, until: middle + 600_000 },
    'allowed calls of one operation in these': {
      since: middle,
      until: middle + 600_000,
      operation: 'operation3',
      outcome: 'allowed',
    },
    'principal and operation in these': {
      since: middle,
      until: middle + 600_000,
      principal: 'https://issuer.example#user-5',
      operation: 'operation3',
    },
  };
}

async function timeOf(work, times = 5) {
  const millis = [];
  for (let n = 0; n < times; n++) {
    const from = performance.now();
    await work();
    millis.push(performance.now() - from);
  }
  return median(millis);
}

async function searchTimes(store, { start, count }) {
  const rows = [];
  for (const [name, page] of Object.entries(questions(start, count))) {
    const found = await store.events.search({ ...page, limit: 100 });
    rows.push({ name, found: found.length, millis: await timeOf(() => store.events.search({ ...page, limit: 100 })) });
  }
  const principal = 'https://issuer.example#user-77';
  rows.push({
    name: 'count of one principal',
    found: await store.events.count({ principal }),
    millis: await timeOf(() => store.events.count({ principal }), 3),
  });
  const sums = await store.events.rollUps();
  rows.push({
    name: 'sums by minute of everything',
    found: sums.length,
    millis: await timeOf(() => store.events.rollUps(), 3),
  });
  return rows;
}

/** Copies of a filled store's newest files under other days, so that opening has much to look at. */
function growTo(folder, bytes) {
  for (const log of ['access', 'denials']) {
    const names = fs
      .readdirSync(path.join(folder, log))
      .filter((name) => name.endsWith('.db'))
      .sort();
    const source = path.join(folder, log, names.at(-1));
    const share = bytes * (log === 'access' ? 0.9 : 0.1);
    for (let n = 0, size = 0; size < share && n < 3000; n++, size += fs.statSync(source).size) {
      const date = new Date(Date.UTC(2015, 0, 1) + n * 86_400_000 * (log === 'access' ? 1 : 31));
      fs.copyFileSync(source, path.join(folder, log, `${date.toISOString().slice(0, log === 'access' ? 10 : 7)}.db`));
    }
  }
}

async function openTime(parts, folder) {
  const millis = await timeOf(async () => {
    const store = parts.openStore(folder);
    await store.events.heads();
    await store.events.marks('access');
    await store.events.search({ limit: 100 });
    await store.close();
  }, 5);
  const files =
    fs.readdirSync(path.join(folder, 'access')).length + fs.readdirSync(path.join(folder, 'denials')).length;
  return { name: 'open, read the heads, newest 100', gigabytes: bytesOf(folder) / 1e9, files, millis };
}

/** Resolves to {journal, writer, search, engines, open, bytesPerEvent}. */
export async function compareEvents({ events: count, rounds, gigabytes }) {
  const parts = await loadParts();
  const start = Date.UTC(2026, 0, 5, 8);
  const journalCount = Math.min(count, 100_000);
  const lists = [...inLists(makeEvents({ count: journalCount, start, perSecond }), turn)];
  const journal = await interleaved(Object.keys(journals), rounds, (name) =>
    journalRound(name, { parts, lists, count: journalCount }),
  );
  const folders = [];
  const writer = await interleaved(Object.keys(writers), 1, (name) => {
    folders.push(scratchFolder('store'));
    return writers[name](folders.at(-1), { parts, events: makeEvents({ count, start, perSecond }), count });
  });
  const bytesPerEvent = folders.map((folder) => bytesOf(folder) / count);
  const store = parts.openStore(folders[0]);
  const search = await searchTimes(store, { start, count });
  await store.close();
  const engines = await compareEngines({ parts, count, start, perSecond, questions: questions(start, count) });
  growTo(folders[0], gigabytes * 1e9);
  const open = await openTime(parts, folders[0]);
  return { count, journal, writer, bytesPerEvent, search, engines, open };
}

const speedRow = ({ name, cpuMicros: cpu, perSecond: speed }) => [name, fixed(cpu, 2), fixed(speed, 0)];

/** The figures as plain text. */
export function renderEvents({ count, journal, writer, bytesPerEvent, search, engines, open }) {
  const head = ['', 'CPU us/event', 'events/s'];
  return [
    `Event log: ${count} events, 97 % allowed calls, ${turn} a turn of the event loop.`,
    '',
    table(['worker', ...head.slice(1)], journal.map(speedRow)),
    '',
    table(
      ['store', ...head.slice(1), 'bytes/event'],
      writer.map((row, n) => [...speedRow(row), fixed(bytesPerEvent[n], 0)]),
    ),
    '',
    table(
      ['first page of 100', 'found', 'median ms'],
      search.map(({ name, found, millis }) => [name, found, fixed(millis, 1)]),
    ),
    '',
    table(
      ['one store, both engines', ...engines.map(({ engine }) => engine)],
      [
        ['insert: CPU us/event of ours', ...engines.map(({ cpuMicros: cpu }) => fixed(cpu, 1))],
        ['insert: events/s', ...engines.map(({ perSecond: speed }) => fixed(speed, 0))],
        ...engines[0].search.map(({ name }, n) => [
          `${name}: median ms`,
          ...engines.map((engine) => fixed(engine.search[n].millis, 1)),
        ]),
        ['verify all: seconds', ...engines.map(({ verifySeconds }) => fixed(verifySeconds, 1))],
      ],
    ),
    '',
    `${open.name}: ${fixed(open.millis, 0)} ms with ${fixed(open.gigabytes, 1)} GB in ${open.files} files.`,
  ].join('\n');
}
