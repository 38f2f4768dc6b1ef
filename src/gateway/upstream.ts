import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import type { GatewayLimits } from './limits.js';

type UpstreamLimits = Pick<GatewayLimits, 'upstreamConnections' | 'upstreamPending' | 'connectMillis' | 'idleMillis'>;

/** Something that must be over by a time. */
export interface Deadline {
  /** Monotonic milliseconds. */
  readonly dueAt: number;
  expire(): void;
}

/** Tokens that a retry costs, and the most that are kept: at most one retry per ten calls, ten at once. */
const retryCost = 10;
const retryCap = 100;

const tickMillis = 100;

/** One origin that requests are sent on to: its connections, what is under way, and what it may cost. */
export class Upstream {
  readonly origin: string;
  readonly authority: string;
  readonly pool: Pool;
  readonly #limits: UpstreamLimits;
  readonly #underWay = new Set<Deadline>();
  readonly #streams = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #retryTokens = retryCap;

  constructor(origin: string, limits: UpstreamLimits) {
    this.origin = origin;
    this.authority = new URL(origin).host;
    this.#limits = limits;
    // Time is kept here, for waiting requests too, so undici's own timers are off.
    this.pool = new Pool(origin, {
      connections: limits.upstreamConnections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: limits.connectMillis },
    });
  }

  get isFull(): boolean {
    return this.#underWay.size >= this.#limits.upstreamPending;
  }

  get idleMillis(): number {
    return this.#limits.idleMillis;
  }

  begin(call: Deadline): void {
    this.#underWay.add(call);
    if (this.#retryTokens < retryCap) this.#retryTokens++;
    this.#timer ??= setInterval(() => this.#expire(), tickMillis).unref();
  }

  end(call: Deadline): void {
    this.#underWay.delete(call);
  }

  /** Takes from the retry budget; false when it is spent. */
  mayRetry(): boolean {
    if (this.#retryTokens < retryCost) return false;
    this.#retryTokens -= retryCost;
    return true;
  }

  /** A streamed answer holds a connection as long as its reader likes: one client gets a quarter of them. */
  openStream(client: string): boolean {
    const open = this.#streams.get(client) ?? 0;
    if (open >= Math.max(1, Math.floor(this.#limits.upstreamConnections / 4))) return false;
    this.#streams.set(client, open + 1);
    return true;
  }

  closeStream(client: string): void {
    const open = this.#streams.get(client) ?? 0;
    if (open > 1) this.#streams.set(client, open - 1);
    else this.#streams.delete(client);
  }

  #expire(): void {
    const now = performance.now();
    for (const call of this.#underWay) if (call.dueAt <= now) call.expire();
    if (this.#underWay.size) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Waits for what is under way, then closes the connections. */
  async close(): Promise<void> {
    await this.pool.close();
    clearInterval(this.#timer);
  }

  async destroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.pool.destroy();
  }
}
