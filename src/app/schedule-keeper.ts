import { Cron } from 'croner';
import type { SecurityEvent } from '../core/events.js';
import type { SchedulePolicy } from '../model/types.js';
import { safeText } from '../telemetry/redact.js';
import { runScheduled, scheduledArguments, type RunPlace, type ScheduledOutcome } from './scheduled-run.js';

type Schedules = ReadonlyMap<string, SchedulePolicy>;
type Why = 'time' | 'policy';

export interface ScheduleOptions extends RunPlace {
  /** Writes the event of a run that ended. */
  readonly record: (event: Pick<SecurityEvent, 'kind' | 'outcome' | 'severity' | 'detail'>) => Promise<unknown>;
  readonly say: (text: string) => void;
}

/** Runs what the policy schedules: one run at a time, each name at most once in the queue. Missed times are not made up for. */
export class ScheduleKeeper {
  readonly #options: ScheduleOptions;
  readonly #ending = new AbortController();
  readonly #waiting = new Set<string>();
  #schedules: Schedules = new Map();
  #jobs: readonly Cron[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** From now on these hold. What runs already goes on. */
  use(schedules: Schedules): void {
    this.#stopJobs();
    this.#schedules = schedules;
    this.#jobs = [...schedules].flatMap(([name, { cron, timeZone }]) =>
      cron === undefined ? [] : [new Cron(cron, { timezone: timeZone, unref: true }, () => this.#ask(name, 'time'))],
    );
  }

  /** Another policy is in force: what is to be looked at then is. */
  policyChanged(): void {
    for (const [name, { onPolicyChange }] of this.#schedules) if (onPolicyChange) this.#ask(name, 'policy');
  }

  /** Interrupts what runs, and waits for its end. */
  async close(): Promise<void> {
    this.#stopJobs();
    this.#ending.abort();
    await this.#queue;
  }

  #stopJobs(): void {
    for (const job of this.#jobs) job.stop();
    this.#jobs = [];
  }

  #ask(name: string, why: Why): void {
    const { say } = this.#options;
    if (this.#waiting.has(name)) return say(`schedule ${name}: the run before has not ended; this one is left out`);
    this.#waiting.add(name);
    this.#queue = this.#queue
      .then(() => this.#run(name, why))
      .catch((error: Error) => say(`schedule ${name}: ${error.message}`))
      .finally(() => this.#waiting.delete(name));
  }

  async #run(name: string, why: Why): Promise<void> {
    const schedule = this.#schedules.get(name);
    const { signal } = this.#ending;
    if (!schedule || signal.aborted) return;
    const args = scheduledArguments(schedule, why);
    const outcome = await runScheduled(args, this.#options, { minutes: schedule.minutes, signal });
    if (signal.aborted) return;
    this.#options.say(`schedule ${name}: portcullis ${args.join(' ')}: ${inWords(outcome)}`);
    await this.#options.record(eventOf(name, args, outcome));
  }
}

const meanings: Readonly<Record<number, string>> = {
  0: 'done, nothing at or above the floor',
  1: 'findings, or a proof that failed',
  2: 'the command or the policy is wrong',
  3: 'incomplete',
  124: 'its time was over; what it had found is kept',
  130: 'interrupted',
};

function inWords({ code, seconds, said }: ScheduledOutcome): string {
  const meaning = meanings[code] ?? 'failed';
  return `${meaning} (exit ${code}, ${seconds} s)${code === 0 || code === 1 || said === '' ? '' : `\n${said}`}`;
}

function eventOf(schedule: string, args: readonly string[], { code, seconds, said }: ScheduledOutcome) {
  const isDone = code === 0;
  return {
    kind: 'scheduled_run',
    outcome: isDone ? 'info' : 'failed',
    severity: isDone ? 'info' : 'medium',
    detail: {
      schedule,
      command: args.join(' '),
      code,
      seconds,
      ...(code > 1 && said !== '' ? { said: safeText(said.slice(-400)) } : {}),
    },
  } as const;
}
