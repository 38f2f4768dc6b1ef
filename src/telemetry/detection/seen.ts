import type { SecurityEvent } from '../../core/events.js';
import { actorKey, addressKey, networkOf } from './actor.js';
import type { DetectionContext, OperationFacts } from './context.js';
import { hashText, mixHashes } from './hash.js';
import type { KeyTable } from './key-table.js';
import { LruMap } from './lru-map.js';

/** An operation that events name. */
export interface SeenOperation {
  readonly id: string;
  readonly facts: OperationFacts;
  /** Hash of API and operation. */
  readonly hash: number;
}

const noFacts: OperationFacts = Object.freeze({});
const mostOperations = 20_000;

/** One event as detectors look at it. There is one such object, which goes from event to event: keep parts, not it. */
export class Seen {
  readonly #actors: KeyTable;
  readonly #seed: number;
  readonly #operations = new LruMap<string, LruMap<string, SeenOperation>>(1000);
  context: DetectionContext;
  event!: SecurityEvent;
  /** Milliseconds since the epoch; never goes back by less than five minutes. */
  now = 0;
  #actorHash = 0;
  #row = -1;
  #operation: SeenOperation | undefined | null = null;
  #words: readonly string[] | undefined;

  constructor(parts: { readonly actors: KeyTable; readonly context: DetectionContext; readonly seed: number }) {
    this.#actors = parts.actors;
    this.#seed = parts.seed;
    this.context = parts.context;
  }

  look(event: SecurityEvent, now: number): void {
    this.event = event;
    this.now = now;
    this.#actorHash = 0;
    this.#row = -1;
    this.#operation = null;
    this.#words = undefined;
  }

  /** Operations are asked for anew: the policy changed. */
  forgetOperations(): void {
    for (const [, byId] of this.#operations) for (const [id] of byId) byId.delete(id);
  }

  hash(text: string): number {
    return hashText(text, this.#seed);
  }

  /** Hash of the actor's key. */
  get actorHash(): number {
    return (this.#actorHash ||= this.hashOfActor(this.event));
  }

  hashOfActor(event: SecurityEvent): number {
    return hashText(event.principalId ?? actorKey(event), this.#seed);
  }

  get actor(): string {
    return actorKey(this.event);
  }

  /** Row of the actor in the table that all detectors share. */
  get row(): number {
    return this.#row === -1 ? (this.#row = this.#actors.row(this.actorHash)) : this.#row;
  }

  get operation(): SeenOperation | undefined {
    return this.#operation === null ? (this.#operation = this.#findOperation()) : this.#operation;
  }

  #findOperation(): SeenOperation | undefined {
    const { api = '', operationId } = this.event;
    if (operationId === undefined) return undefined;
    const byId = this.#operations.peek(api) ?? this.#operations.orMake(api, () => new LruMap(mostOperations));
    return (
      byId.peek(operationId) ??
      byId.orMake(operationId, () => {
        const facts = this.context.operation?.(this.event.api, operationId) ?? noFacts;
        return { id: operationId, facts, hash: this.hash(`${api} ${operationId}`) };
      })
    );
  }

  get facts(): OperationFacts {
    return this.operation?.facts ?? noFacts;
  }

  /** Hash of actor and operation together. */
  get actorOperation(): number {
    return mixHashes(this.actorHash, this.operation?.hash ?? 0);
  }

  /** The address, or the /64; '' without one. */
  get address(): string {
    return this.event.client === undefined ? '' : addressKey(this.event.client);
  }

  get network(): string {
    return this.event.client === undefined ? '' : networkOf(this.event.client);
  }

  get isSharedAddress(): boolean {
    return this.event.client !== undefined && this.context.isShared?.(this.event.client) === true;
  }

  /** The words of `signals`. */
  get words(): readonly string[] {
    return (this.#words ??= this.event.signals === undefined ? [] : this.event.signals.split(' '));
  }

  has(word: string): boolean {
    return this.event.signals !== undefined && this.words.includes(word);
  }

  /** What follows `prefix` in the words that begin with it. */
  after(prefix: string): readonly string[] {
    if (this.event.signals?.includes(prefix) !== true) return [];
    return this.words.filter((word) => word.startsWith(prefix)).map((word) => word.slice(prefix.length));
  }

  /** A text of `detail`; undefined when it is absent or something else. */
  detail(name: string): string | undefined {
    const value = this.event.detail?.[name];
    return typeof value === 'string' ? value : undefined;
  }

  get isOk(): boolean {
    const { status } = this.event;
    return status !== undefined && status >= 200 && status <= 299;
  }

  /** Whether a login went well; undefined when the event is none, or says neither. */
  get login(): 'succeeded' | 'failed' | undefined {
    const { kind, status, guard } = this.event;
    if (kind === 'authn_login_success') return 'succeeded';
    if (kind === 'authn_login_fail') return 'failed';
    if (!this.facts.isLogin) return undefined;
    if (kind === 'access') return this.isOk ? 'succeeded' : status !== undefined && status < 500 ? 'failed' : undefined;
    // A try that a limit stopped is a try; one that broke the contract was none.
    return kind === 'denial' && (guard === 'rate-limit' || guard === 'address-limit') ? 'failed' : undefined;
  }
}
