import type { EventMarks } from './event-marks.js';
import type { Exchange } from './exchange.js';

/** Who is slowed down or kept out, as the store has it. */
export interface BlockedActor {
  readonly actor: string;
  readonly effect: 'throttle' | 'block';
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface BlockVerdict {
  readonly effect: 'throttle' | 'block';
  readonly retryAfterSeconds: number;
}

/** Calls in a minute that a throttled actor has in one worker. */
const throttledCalls = 10;
const minuteMillis = 60_000;

/**
 * The blocks in force. Who proved to be somebody is looked up as that and as nothing else: others behind the same
 * address are not meant.
 */
export class ActorBlocks {
  #blocks = new Map<string, BlockedActor>();
  readonly #calls = new Map<string, { count: number; since: number }>();

  /** Takes a new list in place of the one before. */
  replace(blocks: Iterable<BlockedActor>): void {
    const next = new Map<string, BlockedActor>();
    for (const block of blocks) {
      const there = next.get(block.actor);
      // Of two the stricter one counts, then the longer one.
      const isWeaker = there && (there.effect === 'block' || block.effect === 'throttle');
      if (!isWeaker || (there.effect === block.effect && there.expiresAt < block.expiresAt))
        next.set(block.actor, block);
    }
    this.#blocks = next;
    for (const actor of this.#calls.keys()) if (!next.has(actor)) this.#calls.delete(actor);
  }

  get size(): number {
    return this.#blocks.size;
  }

  /** The verdict for a request whose credential was looked at; undefined lets it pass. */
  judge(exchange: Exchange, marks: EventMarks, now: number): BlockVerdict | undefined {
    if (this.#blocks.size === 0) return undefined;
    for (const actor of actorsOf(exchange, marks)) {
      const block = this.#blocks.get(actor);
      if (!block || block.expiresAt <= now) continue;
      if (block.effect === 'throttle' && this.#mayPass(actor, now)) continue;
      const left = block.effect === 'throttle' ? this.#untilNext(actor, now) : block.expiresAt - now;
      return { effect: block.effect, retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) };
    }
    return undefined;
  }

  #mayPass(actor: string, now: number): boolean {
    const calls = this.#calls.get(actor);
    if (!calls || now - calls.since >= minuteMillis || now < calls.since) {
      this.#calls.set(actor, { count: 1, since: now });
      return true;
    }
    return ++calls.count <= throttledCalls;
  }

  #untilNext(actor: string, now: number): number {
    return minuteMillis - (now - (this.#calls.get(actor)?.since ?? now));
  }
}

function actorsOf({ principal, client, headers }: Exchange, marks: EventMarks): readonly string[] {
  if (principal) return [`principal:${marks.principalOf(principal)}`, `credential:${marks.credentialOf(principal)}`];
  const session = marks.sessionOf(headers.cookie);
  const address = `address:${client.key}`;
  const agent = `${address} agent:${marks.agentOf(headers['user-agent']) ?? ''}`;
  return session === undefined ? [agent, address] : [`session:${session}`, agent, address];
}
