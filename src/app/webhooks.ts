import type { EventSink } from '../core/events.js';
import { PortcullisError } from '../core/errors.js';
import { uuidv7 } from '../core/ids.js';
import type { RateLimiter } from '../core/rate-limit.js';
import type { RefusedWebhook, WebhookReplays, WebhookServices } from '../gateway/services.js';
import { webhookSchemes } from '../gateway/webhook-schemes.js';
import type { ReplayGuard } from '../identity/replay-memory.js';
import type { InboundWebhookPolicy, Project } from '../model/types.js';
import { countedProofs } from './counted-proofs.js';
import { webhookMemory, webhookOwner } from './webhook-memory.js';

type Keys = ReadonlyMap<InboundWebhookPolicy, readonly Buffer[]>;

export interface WebhookParts {
  readonly sink: EventSink;
  readonly secretOf: (text: string) => string;
  readonly counters: RateLimiter;
  /** Memory that the workers of this machine share. */
  readonly proofs: ReplayGuard | undefined;
  /** The counters are those of all machines. */
  readonly isShared: () => boolean;
  readonly isBlocked: (vendor: string) => boolean;
}

/** Keys and memory of the webhooks of a gateway. Two generations of keys live until the newer one is in force. */
export class Webhooks implements WebhookServices {
  readonly #parts: WebhookParts;
  readonly replays: WebhookReplays;
  #keys: Keys;

  /** Throws `POLICY_SECRET_MISSING`, and `POLICY_INVALID` for a secret that no key can be made of. */
  constructor(project: Project, parts: WebhookParts) {
    this.#parts = parts;
    this.#keys = this.#read(project);
    this.replays = makeReplays(parts);
  }

  /** Some of them come from third parties of the register. */
  get namesVendors(): boolean {
    return [...this.#keys.keys()].some(({ vendor }) => vendor !== undefined);
  }

  keysOf(policy: InboundWebhookPolicy): readonly Buffer[] | undefined {
    return this.#keys.get(policy);
  }

  isBlocked(vendor: string): boolean {
    return this.#parts.isBlocked(vendor);
  }

  refused({ vendor, reason, isWatched, ...facts }: RefusedWebhook): void {
    const time = Date.now();
    this.#parts.sink.write({
      id: uuidv7(time),
      time,
      kind: 'webhook_refused',
      outcome: isWatched ? 'would-deny' : 'denied',
      severity: 'medium',
      ...facts,
      detail: { ...(vendor === undefined ? {} : { vendor }), reason },
    });
  }

  /** Keys of another policy beside those in force. Throws as the constructor does. */
  prepare(project: Project): { activate(): void; drop(): void } {
    const before = this.#keys;
    const made = this.#read(project);
    this.#keys = new Map([...before, ...made]);
    return {
      activate: () => void (this.#keys = made),
      drop: () => void (this.#keys = before),
    };
  }

  #read({ apis }: Project): Keys {
    const keys = new Map<InboundWebhookPolicy, readonly Buffer[]>();
    for (const { operations } of apis) {
      for (const { id, policy } of operations.values()) {
        if (policy.webhook && !keys.has(policy.webhook)) keys.set(policy.webhook, this.#keysFor(id, policy.webhook));
      }
    }
    return keys;
  }

  #keysFor(operation: string, { scheme, secrets }: InboundWebhookPolicy): readonly Buffer[] {
    return secrets.map((text) => {
      const key = webhookSchemes.get(scheme)?.keyOf(this.#parts.secretOf(text));
      if (key) return key;
      throw new PortcullisError(
        'POLICY_INVALID',
        `The secret of the webhooks of ${operation} is too short, or none of ${scheme}`,
      );
    });
  }
}

const mostReturned = 10_000;

function makeReplays({ counters, proofs, isShared }: WebhookParts): WebhookReplays {
  const own = webhookMemory(Date.now);
  /** How often it was given back: each time it is another thing to remember. */
  const returned = new Map<string, number>();
  return {
    async take(owner, id, isTimed) {
      const named = webhookOwner(owner, isTimed);
      const times = returned.get(`${owner} ${id}`) ?? 0;
      const name = times === 0 ? id : `${id}#${times}`;
      const taken = own.of(named.owner)!.take(named.owner, name);
      if (taken !== 'fresh') return taken;
      const shared = proofs ?? { take: () => 'fresh' as const };
      return countedProofs(shared, counters, isShared, named.seconds).take(named.owner, name);
    },
    giveBack(owner, id) {
      const key = `${owner} ${id}`;
      const times = (returned.get(key) ?? 0) + 1;
      returned.delete(key);
      returned.set(key, times);
      if (returned.size > mostReturned) returned.delete(returned.keys().next().value!);
    },
  };
}
