import { Cron } from 'croner';
import type { App } from './app.js';
import { scheduledArguments } from './scheduled-run.js';

/** A schedule, with what became of it. */
export interface ScheduleState {
  readonly name: string;
  readonly command: string;
  readonly cron: string | null;
  readonly timeZone: string;
  readonly onPolicyChange: boolean;
  /** When `start` runs it next; ISO 8601. Null without a cron expression. */
  readonly next: string | null;
  readonly last: LastRun | null;
}

export interface LastRun {
  /** ISO 8601. */
  readonly at: string;
  readonly code: number;
  readonly seconds: number;
}

/** The schedules of the policy, in its order. The last run is looked for among the last 1,000 of all. */
export async function listSchedules(app: App): Promise<readonly ScheduleState[]> {
  const { schedules } = await app.project();
  if (schedules.size === 0) return [];
  const last = await lastRuns(app);
  return [...schedules].map(([name, schedule]) => ({
    name,
    command: `portcullis ${scheduledArguments(schedule, 'time').join(' ')}`,
    cron: schedule.cron ?? null,
    timeZone: schedule.timeZone,
    onPolicyChange: schedule.onPolicyChange,
    next: nextRun(schedule, app.now()),
    last: last.get(name) ?? null,
  }));
}

function nextRun({ cron, timeZone }: { cron?: string | undefined; timeZone: string }, now: Date): string | null {
  if (cron === undefined) return null;
  return new Cron(cron, { paused: true, timezone: timeZone }).nextRun(now)?.toISOString() ?? null;
}

async function lastRuns(app: App): Promise<ReadonlyMap<string, LastRun>> {
  const store = await app.store({ readOnly: true });
  const runs = await store.events.search({ kind: 'scheduled_run', limit: 1000 });
  // Newest first: of each name the first counts.
  const oldestFirst = runs.toReversed().map(({ time, detail }): [string, LastRun] => {
    const { schedule, code, seconds } = detail as { schedule: string; code: number; seconds: number };
    return [schedule, { at: new Date(time).toISOString(), code, seconds }];
  });
  return new Map(oldestFirst);
}
