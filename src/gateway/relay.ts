import type { Duplex } from 'node:stream';
import type { ResponsePolicy } from '../model/types.js';
import { BufferedAnswer, toPairs } from './answer.js';
import { UpstreamCall, type CallFailure, type CallListener } from './call.js';
import { decodeContent } from './content-encoding.js';
import { deny } from './denial.js';
import type { Denial } from './exchange.js';
import { upstreamRequest } from './forward.js';
import { answerFields, keptFields } from './headers.js';
import type { LiveExchange } from './live-exchange.js';
import type { MemoryBudget } from './memory-budget.js';
import { judgeAnswer } from './pipeline.js';
import { plainProblem, problemMediaType } from './problem.js';
import type { Responder } from './responder.js';
import type { Route } from './runtime.js';
import type { Upstream } from './upstream.js';

const failures: Record<CallFailure, () => Denial> = {
  unreachable: () => deny('UPSTREAM_UNREACHABLE'),
  timeout: () => deny('UPSTREAM_TIMEOUT'),
  invalid: () => deny('UPSTREAM_UNREACHABLE', { detail: { reason: 'answer cannot be read' } }),
};

const unavailable = (): Denial =>
  deny('UPSTREAM_UNREACHABLE', { headers: { 'retry-after': '5' }, detail: { reason: 'it failed too often' } });
const overloaded = (): Denial => deny('OVERLOADED', { headers: { 'retry-after': '1' } });

/** A part of a body, or none: what the guards would look for need not be in it. */
const unjudgeable = new Set([206, 304]);

export interface RelayParts {
  readonly responder: Responder;
  /** Answers up to this size are read whole before a byte leaves: a slow reader then holds no upstream connection. */
  readonly answerBytes: number;
  readonly memory: MemoryBudget;
  /** Takes the connection of an upstream that switched protocols, as the request asked. */
  readonly onSwitch?: (fields: readonly string[], socket: Duplex) => void;
  /** Brings the answer from somewhere else than the upstream: an app in this process. */
  readonly callOf?: (listener: CallListener) => AnswerCall;
}

/** What brings an answer. */
export type AnswerCall = Pick<UpstreamCall, 'start' | 'cancel' | 'resume' | 'patient'>;

/** Sends an accepted request on and brings the answer back: whole, or as it comes when it is long or never ends. */
export class Relay implements CallListener {
  readonly #exchange: LiveExchange;
  readonly #route: Route;
  readonly #parts: RelayParts;
  #upstream: Upstream | undefined;
  #call: AnswerCall | undefined;
  #status = 0;
  #fields: readonly string[] = [];
  #length: string | undefined;
  #encoding: string | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #streams = false;
  #replaced = false;

  constructor(exchange: LiveExchange, route: Route, parts: RelayParts) {
    this.#exchange = exchange;
    this.#route = route;
    this.#parts = parts;
  }

  start(): void {
    const own = this.#parts.callOf?.(this);
    if (own) {
      this.#call = own;
      this.#exchange.relay = this;
      return own.start();
    }
    const upstream = this.#route.api.upstream.pick();
    if (!upstream) return this.#deny(unavailable());
    if (upstream.isFull) return this.#deny(overloaded());
    this.#upstream = upstream;
    this.#call = new UpstreamCall(upstream, upstreamRequest(this.#exchange, this.#route, upstream), this);
    this.#exchange.relay = this;
    return this.#call!.start();
  }

  /** The client is gone. */
  cancel(): void {
    this.#call!.cancel();
    this.#closeStream();
  }

  #deny(denial: Denial): void {
    this.#parts.responder.deny(this.#exchange, denial);
  }

  onHead(status: number, fields: readonly string[]): boolean {
    this.#status = status;
    this.#fields = fields;
    const { response } = this.#route.operation.policy;
    this.#replaced = (status >= 500 && response.hideErrors) || response.uniform?.statuses.includes(status) === true;
    const isEvents = this.#readFields(fields);
    if (this.#exchange.method === 'HEAD' || this.#replaced) return true;
    if (isEvents) this.#call!.patient = true;
    return isEvents || Number(this.#length ?? 0) > this.#parts.answerBytes ? this.#beginStream() : true;
  }

  /** Returns whether it is an event stream. */
  #readFields(fields: readonly string[]): boolean {
    let isEvents = false;
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i]!.toLowerCase();
      if (name === 'content-length') this.#length = fields[i + 1]!;
      else if (name === 'content-encoding') this.#encoding = fields[i + 1]!.trim().toLowerCase();
      else if (name === 'content-type') isEvents = /^text\/event-stream\b/i.test(fields[i + 1]!);
    }
    return isEvents;
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#streams) return this.#exchange.response.write(chunk);
    if (this.#replaced) return true;
    const { response } = this.#exchange;
    if (response.reserve?.(chunk.length) === false) return this.#giveUp(overloaded());
    if (!this.#parts.memory.take(chunk.length)) return this.#giveUp(overloaded());
    this.#exchange.heldBytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#size <= this.#parts.answerBytes) return true;
    if (!this.#beginStream()) return this.#giveUp(undefined);
    const begun = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return this.#exchange.response.write(begun);
  }

  #giveUp(denial: Denial | undefined): true {
    this.#call!.cancel();
    if (denial) this.#deny(denial);
    return true;
  }

  /** False when the answer may not be sent as it comes; then it was refused. */
  #beginStream(): boolean {
    const refusal = this.#streamRefusal();
    if (refusal) {
      this.#deny(refusal);
      return false;
    }
    try {
      this.#parts.responder.begin(this.#exchange, this.#status, this.#fields, this.#length);
    } catch {
      this.#deny(failures.invalid());
      return false;
    }
    this.#streams = true;
    this.#exchange.response.flushHeaders();
    this.#exchange.response.on('drain', () => this.#call!.resume());
    return true;
  }

  #streamRefusal(): Denial | undefined {
    for (const { guard, enforced, samples } of this.#route.pipeline.answer) {
      if (samples) continue;
      const denial: Denial = { ...deny('RESPONSE_REFUSED', { detail: { reason: 'too long to be judged' } }), guard };
      if (enforced) return denial;
      this.#exchange.wouldDeny.push(denial);
    }
    const opened = this.#upstream?.openStream(this.#exchange.client.key) ?? true;
    return opened ? undefined : overloaded();
  }

  #closeStream(): void {
    if (!this.#streams) return;
    this.#streams = false;
    this.#upstream?.closeStream(this.#exchange.client.key);
  }

  onSwitch(fields: readonly string[], socket: Duplex): void {
    if (this.#parts.onSwitch) return this.#parts.onSwitch(fields, socket);
    socket.destroy();
    return this.#deny(failures.invalid());
  }

  onFailure(failure: CallFailure): void {
    if (!this.#streams) return this.#deny(failures[failure]());
    this.#closeStream();
    // The client must see that the answer is not complete.
    this.#exchange.response.destroy();
  }

  onEnd(): void {
    if (this.#streams) return this.#endStream();
    if (this.#exchange.over) return;
    if (this.#replaced) return this.#replace();
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const { answer, changesAnswer } = this.#route.pipeline;
    if (changesAnswer) return void this.#judge(body);
    if (answer.length > 0 && this.#isWatched()) return void this.#watch(body);
    return this.#answer(this.#status, this.#fields, body);
  }

  /** Steps that only want a sample get one, of answers that can be read as they are. */
  #isWatched(): boolean {
    if (!this.#route.pipeline.samplesAnswers) return true;
    const isPlain = this.#encoding === undefined || this.#encoding === 'identity';
    return isPlain && this.#route.takesSample();
  }

  #endStream(): void {
    this.#closeStream();
    this.#exchange.response.end();
    this.#parts.responder.ended(this.#exchange, this.#status, this.#size);
    this.#exchange.finish();
  }

  #answer(status: number, fields: readonly string[], body: Buffer): void {
    try {
      this.#parts.responder.answer(this.#exchange, {
        status,
        fields: answerFields(this.#exchange, fields),
        body,
        declaredLength: this.#length,
      });
    } catch {
      // Node refuses to write a field of the upstream.
      this.#exchange.answered = false;
      this.#deny(failures.invalid());
    }
  }

  #replace(): void {
    const { hideErrors, uniform }: ResponsePolicy = this.#route.operation.policy.response;
    const { responder } = this.#parts;
    // Limits count what really happened.
    this.#exchange.settle(this.#status);
    if (uniform?.statuses.includes(this.#status)) {
      responder.ended(this.#exchange, uniform.status, 0);
      return responder.uniform(this.#exchange, uniform);
    }
    if (!hideErrors) return undefined;
    const fields = [...keptFields(this.#fields), 'content-type', problemMediaType];
    const body = plainProblem(this.#status, this.#exchange.id);
    return responder.answer(this.#exchange, { status: this.#status, fields, body });
  }

  async #judge(received: Buffer): Promise<void> {
    const answer = await this.#bufferedAnswer(received);
    if (!answer) return this.#deny(failures.invalid());
    const denial = await judgeAnswer(this.#route.pipeline.answer, this.#exchange, answer);
    if (this.#exchange.over) return;
    if (denial) return this.#deny(denial);
    this.#answer(answer.status, answer.headers.flat(), answer.body);
  }

  /** Guards that only watch see a plain copy; the client gets what came. */
  async #watch(received: Buffer): Promise<void> {
    const answer = unjudgeable.has(this.#status) ? undefined : await this.#bufferedAnswer(received);
    if (answer) await judgeAnswer(this.#route.pipeline.answer, this.#exchange, answer);
    if (!this.#exchange.over) this.#answer(this.#status, this.#fields, received);
  }

  async #bufferedAnswer(received: Buffer): Promise<BufferedAnswer | undefined> {
    const pairs = toPairs(this.#fields);
    const encoding = this.#encoding;
    if (encoding === undefined || encoding === 'identity' || !received.length) {
      return new BufferedAnswer(this.#status, pairs, received);
    }
    const plain = await decodeContent(received, encoding, this.#parts.answerBytes);
    if (typeof plain === 'string') return undefined;
    const fields = pairs.filter(([name]) => name.toLowerCase() !== 'content-encoding');
    return new BufferedAnswer(this.#status, fields, plain);
  }
}
