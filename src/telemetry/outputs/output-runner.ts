import type { EventStore } from '../../store/store.js';
import { endOfLogs, readFrom, type LogPlace } from '../log-follow.js';
import type { CompiledQuery } from '../query-match.js';
import { EventsRefused, type EventOutput } from './output.js';
import type { OutputPlace } from './output-place.js';

export interface OutputRunnerOptions {
  readonly name: string;
  readonly output: EventOutput;
  readonly events: Pick<EventStore, 'heads' | 'leaves'>;
  readonly place: OutputPlace;
  /** Which events; default all. */
  readonly matches?: NonNullable<CompiledQuery['matches']>;
  /** Told when it stops taking events, and when it takes them again. */
  readonly say: (text: string) => void;
  /** Pause between two looks at the log. Default 1 s. */
  readonly intervalMillis?: number;
}

export interface OutputStatus {
  readonly sent: number;
  readonly refused: number;
  readonly isFailing: boolean;
}

const atOnce = 1000;
const longestPauseMillis = 60_000;

/**
 * Carries what is stored to one output, at least once: its place in the log moves on only when the other side has the
 * events. The log is the queue, so nothing waits in memory, and an output that is away stops nobody. A new output
 * begins at the end of the log.
 */
export class OutputRunner {
  readonly #options: OutputRunnerOptions;
  #place: LogPlace | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  #failures = 0;
  #sent = 0;
  #refused = 0;

  constructor(options: OutputRunnerOptions) {
    this.#options = options;
  }

  get status(): OutputStatus {
    return { sent: this.#sent, refused: this.#refused, isFailing: this.#failures > 0 };
  }

  /** Remembers where the log ends now if it is new, and begins. */
  async start(): Promise<void> {
    const { place, events } = this.#options;
    this.#place = place.read() ?? (await endOfLogs(events));
    place.write(this.#place);
    this.#later();
  }

  /** Carries over what is stored now. */
  drain(): Promise<void> {
    this.#running ??= this.#drain().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Tries once more and stops. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    if (this.#place && this.#failures === 0) await this.drain();
    await this.#options.output.close();
  }

  #later(): void {
    if (this.#closed) return;
    const { intervalMillis = 1000 } = this.#options;
    const pause = Math.min(intervalMillis * 2 ** Math.min(this.#failures, 10), longestPauseMillis);
    this.#timer = setTimeout(() => void this.drain().then(() => this.#later()), pause).unref();
  }

  async #drain(): Promise<void> {
    try {
      while (await this.#carry());
      if (this.#failures > 0) this.#options.say(`the output ${this.#options.name} takes events again`);
      this.#failures = 0;
    } catch (error) {
      const { say, name } = this.#options;
      if (this.#failures === 0) say(`events wait in the log for the output ${name}: ${(error as Error).message}`);
      this.#failures += 1;
    }
  }

  /** One portion; false when there is nothing more. */
  async #carry(): Promise<boolean> {
    const { events: store, matches, place } = this.#options;
    const begin = this.#place!;
    const { events, next } = await readFrom(store, begin, atOnce);
    if (events.length === 0) return false;
    const wanted = matches ? events.filter(matches) : events;
    if (wanted.length > 0) await this.#send(wanted, `${begin.access}-${begin.denials}-${next.access}-${next.denials}`);
    place.write(next);
    this.#place = next;
    return true;
  }

  async #send(events: Parameters<EventOutput['send']>[0], token: string): Promise<void> {
    try {
      await this.#options.output.send(events, token);
      this.#sent += events.length;
    } catch (error) {
      if (!(error instanceof EventsRefused)) throw error;
      const { say, name } = this.#options;
      if (this.#refused === 0) say(`the output ${name} refuses events, they are left out: ${error.message}`);
      this.#refused += events.length;
    }
  }
}
