import { scratchFolder } from './event-parts.mjs';
import { inLists, makeEvents } from './event-sample.mjs';
import { median } from './numbers.mjs';

/** Events of one `carry`: what the writer hands over at once. */
const atOnce = 1000;
const isAccess = ({ kind }) => kind === 'access';

async function insert(store, events) {
  for (const list of inLists(events, atOnce)) {
    const [calls, others] = [list.filter(isAccess), list.filter((event) => !isAccess(event))];
    if (others.length) await store.events.carry('denials', others, new Map());
    if (calls.length) await store.events.carry('access', calls, new Map());
  }
  await store.events.sync();
}

async function millisOf(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Fills an empty store and asks it. The CPU is that of this process: a database has its own. */
async function engineRound(store, { parts, count, start, perSecond, questions, times = 5 }) {
  const cpu = process.cpuUsage();
  const seconds = (await millisOf(() => insert(store, makeEvents({ count, start, perSecond })))) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const search = [];
  for (const [name, page] of Object.entries(questions)) {
    const millis = [];
    for (let n = 0; n < times; n++) millis.push(await millisOf(() => store.events.search({ ...page, limit: 100 })));
    search.push({ name, millis: median(millis) });
  }
  const verifyMillis = await millisOf(async () => {
    const { problems, logs } = await parts.verifyStore({ store, key: undefined });
    if (problems.length || logs.length === 0)
      throw new Error(`the log does not verify: ${JSON.stringify(problems[0])}`);
  });
  return { cpuMicros: (user + system) / count, perSecond: count / seconds, search, verifySeconds: verifyMillis / 1000 };
}

/** Resolves to [{engine, cpuMicros, perSecond, search: [{name, millis}], verifySeconds}]; without PostgreSQL one of them. */
export async function compareEngines(options) {
  const { parts } = options;
  const rows = [];
  const sqlite = parts.openStore(scratchFolder('engine'));
  rows.push({ engine: 'SQLite', ...(await engineRound(sqlite, options)) });
  await sqlite.close();
  if (!parts.isPostgresInstalled) return rows;
  const server = await parts.startPostgres();
  try {
    const postgres = await parts.openPostgresStore({
      url: await server.database(),
      node: 'bench',
      statementMillis: 60_000,
    });
    rows.push({ engine: 'PostgreSQL', ...(await engineRound(postgres, options)) });
    await postgres.close();
  } finally {
    await server.stop();
  }
  return rows;
}
