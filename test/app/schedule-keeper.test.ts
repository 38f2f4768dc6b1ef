import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, describe, test } from 'node:test';
import { ScheduleKeeper, type ScheduleOptions } from '../../src/app/schedule-keeper.js';
import type { SchedulePolicy } from '../../src/model/types.js';

type Recorded = Parameters<ScheduleOptions['record']>[0];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-schedule-'));
after(() => fs.rmSync(folder, { recursive: true }));
const log = path.join(folder, 'log');

/** A program in the place of the command line: it writes what it was told, and ends as BEHAVE says. */
const program = path.join(folder, 'program.mjs');
fs.writeFileSync(
  program,
  `import fs from 'node:fs';
   fs.appendFileSync(process.env.LOG, JSON.stringify(process.argv.slice(2)) + '\\n');
   if (process.env.BEHAVE === 'slow') {
     process.on('SIGINT', () => { fs.appendFileSync(process.env.LOG, 'interrupted\\n'); process.exit(130); });
     setInterval(() => undefined, 1000);
   } else {
     console.error('target is down');
     process.exitCode = Number(process.env.BEHAVE ?? 0);
   }`,
);

const base: SchedulePolicy = {
  run: 'prove',
  timeZone: 'UTC',
  onPolicyChange: true,
  minutes: 1,
  safety: 'read-only',
  through: false,
};

const keepers: ScheduleKeeper[] = [];
afterEach(async () => {
  for (const keeper of keepers.splice(0)) await keeper.close();
  fs.rmSync(log, { force: true });
});

function keeperOf(schedules: Record<string, Partial<SchedulePolicy>>, behave = '0') {
  const events: Recorded[] = [];
  const said: string[] = [];
  const keeper = new ScheduleKeeper({
    program,
    policyFile: 'p.yaml',
    dataDir: 'data',
    env: { LOG: log, BEHAVE: behave },
    record: async (event) => events.push(event),
    say: (text) => said.push(text),
  });
  keepers.push(keeper);
  keeper.use(new Map(Object.entries(schedules).map(([name, part]) => [name, { ...base, ...part }])));
  return { keeper, events, said };
}

const lines = (): readonly string[] => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []);

async function until(isDone: () => boolean): Promise<void> {
  for (const end = Date.now() + 8000; !isDone(); await sleep(20)) assert.ok(Date.now() < end, 'it never happened');
}

describe('scheduled runs', () => {
  test('come by the clock, as the command that a person would type', async () => {
    // The policy knows no seconds; the clock of this class does.
    const { events } = keeperOf({ now: { run: 'pentest', cron: '* * * * * *', safety: 'writes', checks: ['ssrf'] } });
    await until(() => events.length > 0);
    const args = ['pentest', '--safety', 'writes', '--checks', 'ssrf', '--policy', 'p.yaml', '--data', 'data'];
    assert.deepEqual(JSON.parse(lines()[0]!), [...args, '--format', 'json']);
    const { kind, outcome, detail } = events[0]!;
    assert.deepEqual([kind, outcome, detail?.['code'], detail?.['schedule']], ['scheduled_run', 'info', 0, 'now']);
  });

  test('come when the policy changes, where they ask for that, and prove only what changed', async () => {
    const { keeper, events } = keeperOf({ proofs: {}, audit: { run: 'audit', onPolicyChange: false } });
    keeper.policyChanged();
    await until(() => events.length > 0);
    assert.equal(lines().length, 1);
    assert.deepEqual(JSON.parse(lines()[0]!).slice(0, 3), ['prove', '--all', '--changed']);
  });

  test('that fail are told with what they said, and severity medium', async () => {
    const { keeper, events, said } = keeperOf({ proofs: {} }, '3');
    keeper.policyChanged();
    await until(() => events.length > 0);
    assert.deepEqual([events[0]!.outcome, events[0]!.severity], ['failed', 'medium']);
    assert.equal(events[0]!.detail?.['said'], 'target is down');
    assert.match(said.join('\n'), /incomplete \(exit 3, \d+ s\)\ntarget is down/);
  });

  test('do not overlap: one that still runs is left out, aloud', async () => {
    const { keeper, said } = keeperOf({ proofs: {} }, 'slow');
    keeper.policyChanged();
    keeper.policyChanged();
    await until(() => lines().length > 0);
    assert.match(said.join('\n'), /the run before has not ended/);
    assert.equal(lines().length, 1);
  });

  test('are interrupted when their time is over, and what they found is kept', async () => {
    const { keeper, events } = keeperOf({ proofs: { minutes: 0.005 } }, 'slow');
    keeper.policyChanged();
    await until(() => events.length > 0);
    assert.equal(events[0]!.detail?.['code'], 124);
    assert.equal(lines().at(-1), 'interrupted');
  });

  test('end with the gateway, without an event', async () => {
    const { keeper, events } = keeperOf({ proofs: {} }, 'slow');
    keeper.policyChanged();
    await until(() => lines().length > 0);
    await keeper.close();
    assert.deepEqual([lines().at(-1), events.length], ['interrupted', 0]);
  });

  test('of a policy that is no more do not come', async () => {
    const { keeper } = keeperOf({ proofs: {} });
    keeper.use(new Map());
    keeper.policyChanged();
    await sleep(100);
    assert.deepEqual(lines(), []);
  });
});
