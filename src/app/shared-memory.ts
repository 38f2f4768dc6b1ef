import type { Leases } from '../gateway/leases.js';
import { memoryLeases } from '../gateway/leases.js';
import { webhookMemory, type WebhookMemory } from './webhook-memory.js';
import { makeReplayMemory, proofLimits, type ReplayMemory, type Taken } from '../identity/replay-memory.js';

/** What a worker asks of the main process, which remembers for all of them. */
export type SharedWant =
  | { readonly kind: 'proof'; readonly owner: string; readonly id: string }
  | { readonly kind: 'lease'; readonly key: string; readonly limit: number }
  /** `lease`: number of the question that it was the answer to. */
  | { readonly kind: 'give-back'; readonly lease: number };

export type SharedAnswer = Taken | 'leased' | 'refused';

/** Worker -> main. */
export interface SharedMessage {
  readonly type: 'shared';
  readonly number: number;
  readonly want: SharedWant;
}

/** Main -> worker. */
export interface SharedAnswerMessage {
  readonly type: 'shared-answer';
  readonly number: number;
  readonly answer: SharedAnswer;
}

/** Who does not answer within this time counts as gone, and nobody is let in. */
const answerMillis = 1000;

/** The memory that workers share: proofs that were used, and calls under way. Kept by the main process. */
export class SharedKeeper {
  readonly #proofs: ReplayMemory = makeReplayMemory(proofLimits, Date.now);
  readonly #webhooks: WebhookMemory = webhookMemory(Date.now);
  readonly #leases = memoryLeases();
  /** By worker, then by number of the question. */
  readonly #out = new Map<object, Map<number, () => void>>();

  /** Undefined: nothing is to be answered. */
  answer(worker: object, { number, want }: SharedMessage): SharedAnswerMessage | undefined {
    if (want.kind === 'give-back') {
      this.#giveBack(worker, want.lease);
      return undefined;
    }
    const answer =
      want.kind === 'proof' ? this.#memoryOf(want.owner).take(want.owner, want.id) : this.#lease(worker, number, want);
    return { type: 'shared-answer', number, answer };
  }

  #memoryOf(owner: string): ReplayMemory {
    return this.#webhooks.of(owner) ?? this.#proofs;
  }

  #lease(worker: object, number: number, { key, limit }: { key: string; limit: number }): SharedAnswer {
    const giveBack = this.#leases.take(key, limit);
    if (!giveBack) return 'refused';
    const own = this.#out.get(worker) ?? new Map<number, () => void>();
    this.#out.set(worker, own.set(number, giveBack));
    return 'leased';
  }

  #giveBack(worker: object, number: number): void {
    const own = this.#out.get(worker);
    own?.get(number)?.();
    own?.delete(number);
  }

  /** A worker that is gone holds nothing any more. */
  ended(worker: object): void {
    for (const giveBack of this.#out.get(worker)?.values() ?? []) giveBack();
    this.#out.delete(worker);
  }
}

/** The memory that the main process keeps, as a worker sees it. Without an answer nothing is let in. */
export class SharedMemory implements Leases {
  readonly #send: (message: SharedMessage) => boolean;
  readonly #waiting = new Map<number, (answer: SharedAnswer | undefined) => void>();
  #number = 0;

  /** `send` returns false when the main process is gone. */
  constructor(send: (message: SharedMessage) => boolean) {
    this.#send = send;
  }

  readonly proofs = {
    take: async (owner: string, id: string): Promise<Taken> => {
      const { answer } = await this.#ask({ kind: 'proof', owner, id });
      return answer === 'fresh' || answer === 'seen' ? answer : 'full';
    },
  };

  async take(key: string, limit: number): Promise<(() => void) | undefined> {
    const { number, answer } = await this.#ask({ kind: 'lease', key, limit });
    return answer === 'leased' ? () => this.#giveBack(number) : undefined;
  }

  #ask(want: SharedWant): Promise<{ readonly number: number; readonly answer: SharedAnswer | undefined }> {
    const number = ++this.#number;
    return new Promise((resolve) => {
      const end = (answer: SharedAnswer | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(number);
        resolve({ number, answer });
      };
      const timer = setTimeout(() => end(undefined), answerMillis);
      this.#waiting.set(number, end);
      if (!this.#send({ type: 'shared', number, want })) end(undefined);
    });
  }

  #giveBack(lease: number): void {
    this.#send({ type: 'shared', number: ++this.#number, want: { kind: 'give-back', lease } });
  }

  heard({ number, answer }: SharedAnswerMessage): void {
    const end = this.#waiting.get(number);
    if (end) return end(answer);
    // It came too late: the call was refused meanwhile.
    if (answer === 'leased') this.#giveBack(number);
  }
}
