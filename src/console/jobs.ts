import { EventEmitter, once } from 'node:events';
import { uuidv7 } from '../core/ids.js';
import { problemOf, Refusal } from './problem.js';

const mostKept = 100;
const mostLines = 5000;
const aliveMillis = 15_000;

/** Something that takes a while: a scan, a proof. */
export interface JobView {
  readonly id: string;
  readonly kind: 'audit' | 'pentest' | 'proof' | 'reproduction' | 'drill';
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** What it is about: a finding, an API. */
  readonly subject: string;
  readonly by: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** The same on the command line. */
  readonly cli: string;
  readonly lines: number;
  readonly result: unknown;
  readonly problem: unknown;
}

export interface JobLine {
  readonly n: number;
  readonly time: number;
  readonly text: string;
}

export interface JobRequest {
  readonly kind: JobView['kind'];
  readonly subject: string;
  readonly by: string;
  readonly cli: string;
  run(job: { readonly signal: AbortSignal; say(text: string): void }): Promise<unknown>;
}

interface Job {
  view: JobView;
  readonly lines: JobLine[];
  readonly changes: EventEmitter;
  readonly stopping: AbortController;
}

/** Work that goes on after its request was answered. One at a time attacks or proves: two would disturb each other. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  #closing = false;

  /** Throws `Refusal` 409 while another one runs. */
  start({ run, ...facts }: JobRequest): JobView {
    const busy = [...this.#jobs.values()].find(({ view }) => view.state === 'running');
    if (busy || this.#closing) {
      const what = busy ? `${busy.view.kind} of ${busy.view.subject} by ${busy.view.by}` : 'the end of the console';
      throw new Refusal(409, 'JOB_RUNNING', `Something else is running: ${what}`, { hint: 'wait for it, or stop it' });
    }
    const job: Job = {
      view: {
        id: uuidv7(),
        ...facts,
        state: 'running',
        startedAt: Date.now(),
        finishedAt: null,
        lines: 0,
        result: null,
        problem: null,
      },
      lines: [],
      changes: new EventEmitter().setMaxListeners(100),
      stopping: new AbortController(),
    };
    this.#jobs.set(job.view.id, job);
    this.#forget();
    void this.#work(job, run);
    return job.view;
  }

  async #work(job: Job, run: JobRequest['run']): Promise<void> {
    const { signal } = job.stopping;
    try {
      const result = await run({ signal, say: (text) => add(job, text) });
      end(job, { state: signal.aborted ? 'stopped' : 'done', result: result ?? null });
    } catch (error) {
      const { document } = problemOf(error, job.view.id);
      end(job, signal.aborted ? { state: 'stopped' } : { state: 'failed', problem: document });
    }
  }

  /** Newest first. */
  list(): readonly JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).reverse();
  }

  /** Throws `Refusal` 404: jobs are remembered until the console ends, and the last hundred. */
  get(id: string): JobView {
    return this.#find(id).view;
  }

  stop(id: string): JobView {
    const job = this.#find(id);
    job.stopping.abort();
    return job.view;
  }

  /** Server-sent events: every line from `after` on, then those to come, then the job as it ended. */
  async *log(id: string, after: number, signal: AbortSignal): AsyncGenerator<string> {
    const job = this.#find(id);
    yield 'retry: 1000\n\n';
    for (let next = after + 1; !signal.aborted;) {
      const due = job.lines.filter(({ n }) => n >= next);
      for (const line of due) yield `id: ${line.n}\nevent: line\ndata: ${JSON.stringify(line)}\n\n`;
      next = (due.at(-1)?.n ?? next - 1) + 1;
      if (job.view.state !== 'running') return yield `event: end\ndata: ${JSON.stringify(job.view)}\n\n`;
      if (job.view.lines >= next) continue;
      const waited = AbortSignal.any([signal, AbortSignal.timeout(aliveMillis)]);
      const changed = await once(job.changes, 'change', { signal: waited }).catch(() => undefined);
      if (!changed) yield ': alive\n\n';
    }
  }

  /** Stops what runs, and waits for it. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const job of this.#jobs.values()) {
      if (job.view.state !== 'running') continue;
      job.stopping.abort();
      const late = AbortSignal.timeout(5000);
      while (job.view.state === 'running' && !late.aborted) {
        await once(job.changes, 'change', { signal: late }).catch(() => undefined);
      }
    }
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw new Refusal(404, 'NOT_FOUND', `There is no job ${id}`);
    return job;
  }

  #forget(): void {
    for (const [id, { view }] of this.#jobs) {
      if (this.#jobs.size <= mostKept) return;
      if (view.state !== 'running') this.#jobs.delete(id);
    }
  }
}

function add(job: Job, text: string): void {
  const n = job.view.lines + 1;
  job.view = { ...job.view, lines: n };
  job.lines.push({ n, time: Date.now(), text });
  if (job.lines.length > mostLines) job.lines.shift();
  job.changes.emit('change', n);
}

function end(job: Job, outcome: Partial<JobView>): void {
  job.view = { ...job.view, ...outcome, finishedAt: Date.now() };
  job.changes.emit('change', job.view.lines);
}
