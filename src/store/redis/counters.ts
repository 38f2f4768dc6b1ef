import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Redis } from 'ioredis';
import { unlimited, type LimitRequest, type LimitVerdict } from '../../core/rate-limit.js';
import { takeScript } from './take-script.js';

/** An answer later than this is none. */
const answerMillis = 50;
/** Once away, the counters are left alone for so long. */
const restMillis = 1000;
const probeMillis = 200;
/** A connection on which nothing has come back for so long is given up. */
const deadMillis = 1000;

/** Redis names scripts by SHA-1; nothing depends on its strength. */
const digest = createHash('sha1').update(takeScript).digest('hex');

const probe: LimitRequest = { key: 'probe', limit: 1_000_000, windowSeconds: 1, cost: 1 };

export interface RedisCountersOptions {
  /** `redis://` or `rediss://` (TLS), with user, password and database as needed. */
  readonly url: string;
  /** Before every key; default `portcullis:`. Gateways that share counters have the same. */
  readonly prefix?: string;
  /** The counters stopped answering, or answer again. */
  readonly onChange?: (isThere: boolean) => void;
}

/**
 * Counters in Redis or Valkey (one server or a primary; no cluster). One round trip for all limits of a request; time
 * is the server's. Whoever asks waits at most 50 ms. After a failure nobody asks for a second; then probes that write,
 * as a request would, find out whether the counters are back.
 */
export class RedisCounters {
  readonly #redis: Redis;
  readonly #prefix: string;
  #onChange: (isThere: boolean) => void;
  #isThere = false;
  #changedAt = -Infinity;
  #heardAt = performance.now();
  #probing = false;
  #closed = false;
  readonly #timer: NodeJS.Timeout;

  constructor({ url, prefix = 'portcullis:', onChange = () => undefined }: RedisCountersOptions) {
    this.#prefix = prefix;
    this.#onChange = onChange;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      // Nothing waits for a connection: without one the counters are away.
      enableOfflineQueue: false,
      enableReadyCheck: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: deadMillis,
      retryStrategy: () => (this.#closed ? null : probeMillis),
      disableClientInfo: true,
      disconnectTimeout: answerMillis,
    });
    // Every command tells of its own failure.
    this.#redis.on('error', () => undefined);
    this.#timer = setInterval(() => void this.#probe(), probeMillis).unref();
  }

  /** Connects; resolves to whether the counters answer. Goes on trying in the background when they do not. */
  async start(): Promise<boolean> {
    await this.#redis.connect().catch(() => undefined);
    await this.#probe(deadMillis);
    return this.#isThere;
  }

  /** False while the counters are known to be away. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Rejects when the counters fail or do not answer within 50 ms. */
  async take(requests: readonly LimitRequest[]): Promise<LimitVerdict> {
    if (!requests.length) return unlimited;
    try {
      return await this.#ask(requests, answerMillis);
    } catch (error) {
      this.#change(false);
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#onChange = () => undefined;
    this.#redis.disconnect();
  }

  async #ask(requests: readonly LimitRequest[], millis: number): Promise<LimitVerdict> {
    const answer = await within(this.#run(requests), millis);
    this.#heardAt = performance.now();
    return toVerdict(answer);
  }

  async #run(requests: readonly LimitRequest[]): Promise<unknown> {
    const keys = requests.map(({ key }) => this.#prefix + key);
    const args = requests.flatMap(({ period, limit, windowSeconds, cost }) => [
      period ?? 'even',
      limit,
      windowSeconds,
      cost,
    ]);
    try {
      return await this.#redis.evalsha(digest, keys.length, ...keys, ...args);
    } catch (error) {
      // A server that was restarted, or whose scripts were flushed, has forgotten it.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.#redis.eval(takeScript, keys.length, ...keys, ...args);
    }
  }

  async #probe(millis = answerMillis): Promise<void> {
    if (this.#closed || this.#probing || this.#isThere || performance.now() - this.#changedAt < restMillis) return;
    this.#probing = true;
    try {
      await this.#ask([probe], millis);
      this.#change(true);
    } catch {
      if (!this.#closed) this.#renew();
    } finally {
      this.#probing = false;
    }
  }

  /** A connection may be dead without anybody having told us: a stalled proxy, a host that lost power. */
  #renew(): void {
    const isOpen = this.#redis.status === 'ready' || this.#redis.status === 'connect';
    if (!isOpen || performance.now() - this.#heardAt < deadMillis) return;
    this.#heardAt = performance.now();
    this.#redis.disconnect(true);
  }

  #change(isThere: boolean): void {
    if (this.#isThere === isThere) return;
    this.#isThere = isThere;
    this.#changedAt = performance.now();
    this.#onChange(isThere);
  }
}

/** Rejects when the answer takes longer. An answer that came while this process was busy still counts. */
function within(answer: Promise<unknown>, millis: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error('the counters did not answer in time'));
    const timer = setTimeout(() => setImmediate(late), millis);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function toVerdict(answer: unknown): LimitVerdict {
  if (!Array.isArray(answer) || answer.length !== 4 || !answer.every(Number.isFinite)) {
    throw new Error('the counters answered something else');
  }
  const [allowed, tightest, remaining, millis] = answer as [number, number, number, number];
  const seconds = Math.ceil(millis / 1000);
  return { allowed: allowed === 1, tightest, remaining, resetSeconds: allowed === 1 ? seconds : Math.max(1, seconds) };
}
