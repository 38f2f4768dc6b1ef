import { performance } from 'node:perf_hooks';
import { Breaker } from './breaker.js';
import type { GatewayLimits } from './limits.js';
import { UpstreamPool } from './upstream-pool.js';
import { connectOptions, type UpstreamTls } from './upstream-tls.js';

type UpstreamLimits = Pick<GatewayLimits, 'upstreamConnections' | 'upstreamPending' | 'connectMillis' | 'idleMillis'>;

/** Something that must be over by a time. */
export interface Deadline {
  /** Monotonic milliseconds. */
  readonly dueAt: number;
  /** Where it stands in the upstream's list; -1 when it is in none. */
  slot: number;
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
  readonly pool: UpstreamPool;
  readonly breaker = new Breaker({ now: () => performance.now() });
  /** False while health checks fail. */
  healthy = true;
  readonly #limits: UpstreamLimits;
  /**
   * A list whose last member takes the place of one that ends. A `Set` would do, but rehashes as members come and go,
   * and the tables it leaves behind kept finished requests alive until the next full collection (measured: 20 % of
   * the CPU time went into it).
   */
  readonly #underWay: Deadline[] = [];
  readonly #streams = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #retryTokens = retryCap;

  constructor(origin: string, limits: UpstreamLimits, tls?: UpstreamTls) {
    this.origin = origin;
    this.authority = new URL(origin).host;
    this.#limits = limits;
    // Time is kept here, for waiting requests too, so undici's own timers are off.
    this.pool = new UpstreamPool(origin, {
      connections: limits.upstreamConnections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: limits.connectMillis, ...(tls ? connectOptions(tls) : {}) },
    });
  }

  /** Requests at it or waiting for it. */
  get pending(): number {
    return this.#underWay.length;
  }

  get isFull(): boolean {
    return this.#underWay.length >= this.#limits.upstreamPending;
  }

  get idleMillis(): number {
    return this.#limits.idleMillis;
  }

  begin(call: Deadline): void {
    call.slot = this.#underWay.push(call) - 1;
    if (this.#retryTokens < retryCap) this.#retryTokens++;
    this.#timer ??= setInterval(() => this.#expire(), tickMillis).unref();
  }

  end(call: Deadline): void {
    if (call.slot === -1) return;
    const last = this.#underWay.pop()!;
    if (last !== call) {
      this.#underWay[call.slot] = last;
      last.slot = call.slot;
    }
    call.slot = -1;
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
    // Backwards: a call that ends here is replaced by one that was looked at.
    for (let i = this.#underWay.length - 1; i >= 0; i--) {
      const call = this.#underWay[i];
      if (call && call.dueAt <= now) call.expire();
    }
    if (this.#underWay.length) return;
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
