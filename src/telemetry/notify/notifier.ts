import type { SecurityEvent } from '../../core/events.js';
import { severityRank } from '../../core/finding.js';
import { uuidv7 } from '../../core/ids.js';
import type { EventStore } from '../../store/store.js';
import { eventsOf } from '../log-follow.js';
import { ComeLater, MessageRefused, type Channel, type ToldEvent } from './channel.js';
import type { HeldEvent, NotifyState, NotifyStateFile, WaitingMessage } from './notify-state.js';
import { sameness } from './same-event.js';

export interface NotifierOptions {
  readonly name: string;
  readonly channel: Channel;
  readonly events: Pick<EventStore, 'heads' | 'leaves' | 'get'>;
  readonly state: NotifyStateFile;
  readonly matches: (event: SecurityEvent) => boolean;
  readonly repeatMillis: number;
  readonly digestMillis: number;
  /** Whether nobody wants to hear what is not urgent. */
  readonly isQuiet?: (time: number) => boolean;
  /** Whether nothing may keep the event back. */
  readonly isUrgent: (event: SecurityEvent) => boolean;
  /** Told when the other side takes nothing, and when it does again. */
  readonly say: (text: string) => void;
  /** Told once for each outage that lasts a minute, and for what is refused for good. */
  readonly onOutage?: (reason: string) => void;
  readonly now?: () => number;
  /** Milliseconds that no change of the clock moves; default `performance.now`. */
  readonly monotonic?: () => number;
  /** Pause between two looks at the log, and before the first repetition. Default 1 s. */
  readonly intervalMillis?: number;
}

const most = { read: 5000, held: 1000, listed: 20, told: 2000 };
const longestPauseMillis = 10 * 60_000;
const outageMillis = 60_000;

type State = { -readonly [K in keyof Omit<NotifyState, 'told' | 'held'>]: NotifyState[K] } & {
  told: Map<string, readonly [time: number, more: number]>;
  held: HeldEvent[];
};

/**
 * Tells somebody of events in the log, each at least once and as a rule once: what was found, and what is being sent, is
 * on disk before it is sent, and a message that is sent again has the same id. While one message is not taken,
 * everything else waits for it, so that nothing grows without a bound.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  #state: State | undefined;
  #changed = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  #failures = 0;
  #failingSince = 0;
  #failure: string | undefined;
  #outageTold = false;
  #notBefore = 0;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Whether the other side took nothing last time, and what waits for it. */
  get status(): { readonly isFailing: boolean; readonly waiting: number } {
    const { held = [], more = 0, message } = this.#state ?? {};
    const inMessage = message ? message.events.length + message.more : 0;
    return { isFailing: this.#failures > 0, waiting: held.length + more + inMessage };
  }

  /** A new notification begins with the next event. Throws `STORE_CORRUPT`. */
  async start(): Promise<void> {
    const { state } = this.#options;
    const kept = state.read() ?? { place: await this.#end(), told: {}, held: [], more: 0 };
    this.#state = { ...kept, told: new Map(Object.entries(kept.told)), held: [...kept.held] };
    state.write(kept);
    this.#later();
  }

  /** Looks at the log and sends what is due. */
  turn(): Promise<void> {
    this.#running ??= this.#turn().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** What is due is tried once more; what waits is on disk for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    if (this.#state && this.#failures === 0) await this.turn();
    await this.#options.channel.close();
  }

  get #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  get #monotonic(): number {
    return (this.#options.monotonic ?? (() => performance.now()))();
  }

  #later(): void {
    if (this.#closed) return;
    const pause = this.#options.intervalMillis ?? 1000;
    this.#timer = setTimeout(() => void this.turn().then(() => this.#later()), pause).unref();
  }

  async #turn(): Promise<void> {
    try {
      await this.#look();
      this.#makeMessage();
      this.#keep();
      this.#tellOutage();
      if (this.#state!.message && this.#monotonic >= this.#notBefore) await this.#send(this.#state!.message);
    } catch (error) {
      this.#options.say(`the notification ${this.#options.name} waits: ${(error as Error).message}`);
    }
  }

  async #end(): Promise<number> {
    return (await this.#options.events.heads()).find(({ log }) => log === 'denials')?.size ?? 0;
  }

  async #look(): Promise<void> {
    const state = this.#state!;
    const end = await this.#end();
    // After an older backup was restored: what it lacks will never come again under these numbers.
    if (end < state.place) [state.place, this.#changed] = [end, true];
    if (end === state.place) return;
    const until = state.place + most.read;
    for await (const leaf of this.#options.events.leaves('denials', state.place)) {
      for (const event of eventsOf(leaf)) if (this.#options.matches(event)) this.#note(event);
      state.place = leaf.n + 1;
      if (state.place >= until) break;
    }
  }

  #note(event: SecurityEvent): void {
    const state = this.#state!;
    const key = sameness(event);
    const [toldAt = -Infinity, more = 0] = state.told.get(key) ?? [];
    const isRepeated = Math.abs(event.time - toldAt) < this.#options.repeatMillis;
    this.#changed = true;
    state.told.set(key, isRepeated ? [toldAt, more + 1] : [event.time, 0]);
    if (state.told.size > most.told) this.#forgetTold(event.time);
    if (!isRepeated) this.#hold(event, more);
  }

  /** What was told so long ago that it is told anew goes, and of the others the oldest. */
  #forgetTold(time: number): void {
    const state = this.#state!;
    const fresh = [...state.told].filter(([, [at]]) => time - at < this.#options.repeatMillis);
    state.told = new Map(fresh.sort(([, [a]], [, [b]]) => a - b).slice(-most.told / 2));
  }

  #hold(event: SecurityEvent, more: number): void {
    const state = this.#state!;
    const rank = severityRank(event.severity);
    state.heldSince ??= this.#now;
    const isUrgent = this.#options.isUrgent(event);
    if (state.held.length < most.held) state.held.push({ id: event.id, more, rank, isUrgent });
    else state.more += 1;
  }

  /** One message at a time: what comes while it is on its way is in the next one. */
  #makeMessage(): void {
    const state = this.#state!;
    if (state.message) return;
    const isAll = this.#isDue();
    const due = isAll ? state.held : state.held.filter(({ isUrgent }) => isUrgent);
    if (due.length === 0) return;
    const rest = isAll ? [] : state.held.filter(({ isUrgent }) => !isUrgent);
    const listed = due.toSorted((a, b) => a.rank - b.rank).slice(0, most.listed);
    const unlisted = due.length - listed.length + (rest.length === 0 ? state.more : 0);
    state.message = { id: `msg_${uuidv7(this.#now)}`, events: listed, more: unlisted };
    state.held = rest;
    if (rest.length === 0) {
      state.more = 0;
      delete state.heldSince;
    }
    this.#changed = true;
  }

  #isDue(): boolean {
    const { heldSince } = this.#state!;
    const { digestMillis, isQuiet } = this.#options;
    const age = this.#now - (heldSince ?? this.#now);
    // A clock that went back must not keep anything waiting.
    return (age >= digestMillis || age < 0) && !isQuiet?.(this.#now);
  }

  #keep(): void {
    if (!this.#changed) return;
    const { told, ...rest } = this.#state!;
    this.#options.state.write({ ...rest, told: Object.fromEntries(told) });
    this.#changed = false;
  }

  async #send(waiting: WaitingMessage): Promise<void> {
    try {
      const events = await this.#eventsOf(waiting);
      if (events.length > 0) {
        await this.#options.channel.send({ id: waiting.id, name: this.#options.name, events, more: waiting.more });
      }
      this.#worked();
    } catch (error) {
      if (!(error instanceof MessageRefused)) return this.#failed(error as Error);
      this.#options.say(`the notification ${this.#options.name} was refused and is left out: ${error.message}`);
      this.#options.onOutage?.(error.message);
    }
    delete this.#state!.message;
    this.#changed = true;
    this.#keep();
  }

  /** Those that retention dropped meanwhile are not told. */
  async #eventsOf({ events }: WaitingMessage): Promise<readonly ToldEvent[]> {
    const found = await Promise.all(
      events.map(async ({ id, more }) => ({ event: await this.#options.events.get(id), more })),
    );
    return found.filter((one): one is ToldEvent => one.event !== undefined);
  }

  #tellOutage(): void {
    if (this.#failures === 0 || this.#outageTold || this.#monotonic - this.#failingSince < outageMillis) return;
    this.#outageTold = true;
    this.#options.onOutage?.(this.#failure!);
  }

  #worked(): void {
    if (this.#failures > 0) this.#options.say(`the notification ${this.#options.name} gets through again`);
    this.#failures = 0;
    this.#outageTold = false;
  }

  #failed(error: Error): void {
    const { say, name, intervalMillis = 1000 } = this.#options;
    if (this.#failures === 0) {
      say(`the notification ${name} does not get through: ${error.message}`);
      this.#failingSince = this.#monotonic;
    }
    this.#failure = error.message;
    const pause = intervalMillis * 2 ** Math.min(this.#failures, 12);
    this.#failures += 1;
    const asked = error instanceof ComeLater ? error.afterMillis : 0;
    // Not all of a fleet at the same moment.
    this.#notBefore =
      this.#monotonic + Math.max(asked, Math.min(pause, longestPauseMillis) * (0.75 + Math.random() / 2));
  }
}
