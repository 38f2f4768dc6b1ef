import type { ApiModel, Operation } from '../model/types.js';
import type { Denial, Exchange, UpstreamAnswer } from './exchange.js';
import type { GuardServices } from './services.js';

/**
 * Request phases in order. Inside a phase guards may only deny, so their order cannot change the verdict. In `sanitize`
 * alone the body may be rewritten: everything that reads it comes after.
 */
export const phases = [
  'connect',
  'route',
  'authenticate',
  'sanitize',
  'throttle',
  'authorize',
  'validate',
  'inspect',
] as const;
export type Phase = (typeof phases)[number];

type Awaitable<T> = T | Promise<T>;

/** Judges a request; undefined lets it pass. Synchronous where it can be: a promise costs. */
export type RequestHandler = (exchange: Exchange) => Awaitable<Denial | undefined>;

/** Judges, and may rewrite, the upstream's answer before a byte of it leaves. */
export type AnswerHandler = (exchange: Exchange, answer: UpstreamAnswer) => Awaitable<Denial | undefined>;

/** What a guard knows when an operation is compiled. */
export interface GuardContext {
  readonly model: ApiModel;
  readonly services: GuardServices;
}

/** One check of the gateway: one file in `guards/`. */
export interface Guard {
  readonly id: string;
  readonly phase: Phase;
  readonly title: string;
  /** False for what is never only monitored (smuggling, size caps, routes). */
  readonly monitorable: boolean;
  /** Whether its denials are only recorded for this operation, whatever the mode: a setting of its own says so. */
  monitorsOnly?(operation: Operation): boolean;
  /** Only looks at answers that are read whole anyway: one that streams, or is encoded, passes without it. */
  readonly samplesAnswers?: boolean;
  /** The settings of the operation that it reads, for `policy explain`. */
  readonly settings: readonly string[];
  /** `null` when the operation does not need it: then it costs nothing. */
  compile?(operation: Operation, context: GuardContext): RequestHandler | null;
  /** The same for the answer. */
  compileAnswer?(operation: Operation, context: GuardContext): AnswerHandler | null;
}

export function defineGuard(guard: Guard): Guard {
  return guard;
}
