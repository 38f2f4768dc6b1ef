import type { Operation } from '../model/types.js';
import { BufferedAnswer } from './answer.js';
import { deny } from './denial.js';
import type { Denial, Exchange, UpstreamAnswer } from './exchange.js';
import { phases, type AnswerHandler, type Guard, type GuardContext, type Phase, type RequestHandler } from './guard.js';

type Awaitable<T> = T | Promise<T>;

/** One guard of one operation. */
export interface Step<H = RequestHandler> {
  readonly guard: string;
  /** False: its denials are only recorded. */
  readonly enforced: boolean;
  /** See `Guard.samplesAnswers`. */
  readonly samples: boolean;
  readonly run: H;
}

/** The guards that one operation needs. */
export interface Pipeline {
  /** Run before the body is read. */
  readonly head: readonly Step[];
  /** Run with the body. */
  readonly tail: readonly Step[];
  readonly answer: readonly Step<AnswerHandler>[];
  /** Whether a step may withhold or rewrite the answer; false when all of them only watch. */
  readonly changesAnswer: boolean;
  /** Every step for the answer only watches, and does with a sample of them. */
  readonly samplesAnswers: boolean;
}

/** Phases that judge the head alone; `throttle` joins them unless a limit counts by a value of the body. */
const headPhases: ReadonlySet<Phase> = new Set(['connect', 'route', 'authenticate']);

/** Compiles the guards that `operation` needs; an unneeded guard is in none of the lists. */
export function compilePipeline(operation: Operation, guards: Iterable<Guard>, context: GuardContext): Pipeline {
  const all = [...guards].filter((guard) => isOn(guard, operation));
  const steps = (wanted: (phase: Phase) => boolean): Step[] =>
    phases
      .filter(wanted)
      .flatMap((phase) =>
        all.filter((guard) => guard.phase === phase).flatMap((guard) => requestStep(guard, operation, context)),
      );
  const inHead = (phase: Phase): boolean => headPhases.has(phase) || (phase === 'throttle' && !countsBody(operation));
  const answer = all.flatMap((guard) => answerStep(guard, operation, context));
  return {
    head: steps(inHead),
    tail: steps((phase) => !inHead(phase)),
    answer,
    changesAnswer: answer.some(({ enforced }) => enforced),
    samplesAnswers: answer.every(({ enforced, samples }) => samples && !enforced),
  };
}

/** In mode `off` only what is never monitored, and what patches brought, is left. */
export function isOn(guard: Guard, operation: Operation): boolean {
  return operation.policy.mode !== 'off' || isEnforced(guard, operation);
}

export function isEnforced(guard: Guard, operation: Operation): boolean {
  const { policy } = operation;
  if (guard.monitorsOnly?.(operation)) return false;
  return policy.mode === 'enforce' || !guard.monitorable || policy.enforcedGuards.has(guard.id);
}

function countsBody({ policy }: Operation): boolean {
  return policy.rateLimits.some(({ per }) => typeof per === 'object' && 'body' in per);
}

function requestStep(guard: Guard, operation: Operation, context: GuardContext): Step[] {
  return toStep(guard, operation, () => guard.compile?.(operation, context) ?? null);
}

function answerStep(guard: Guard, operation: Operation, context: GuardContext): Step<AnswerHandler>[] {
  return toStep(guard, operation, () => guard.compileAnswer?.(operation, context) ?? null);
}

function toStep<H extends RequestHandler | AnswerHandler>(
  guard: Guard,
  operation: Operation,
  make: () => H | null,
): Step<H>[] {
  const step = { guard: guard.id, enforced: isEnforced(guard, operation), samples: guard.samplesAnswers === true };
  try {
    const run = make();
    return run ? [{ ...step, run }] : [];
  } catch (cause) {
    // A guard that cannot be compiled denies every request of its operation, never less.
    const broken = () => {
      throw cause;
    };
    return [{ ...step, run: broken as unknown as H }];
  }
}

/** Runs steps until one denies. Returns at once when no guard had to wait. */
export function judge(steps: readonly Step[], exchange: Exchange): Awaitable<Denial | undefined> {
  return run(steps, exchange, callStep, 0);
}

type Call<H> = (step: Step<H>, exchange: Exchange) => Awaitable<Denial | undefined>;

function callStep(step: Step, exchange: Exchange): Awaitable<Denial | undefined> {
  return step.run(exchange);
}

/** The same for the answer of the upstream. Guards that only watch get a copy, whatever they do to it. */
export function judgeAnswer(
  steps: readonly Step<AnswerHandler>[],
  exchange: Exchange,
  answer: UpstreamAnswer,
): Awaitable<Denial | undefined> {
  const call = (step: Step<AnswerHandler>): Awaitable<Denial | undefined> =>
    step.enforced ? step.run(exchange, answer) : watch(step, exchange, answer);
  return run(steps, exchange, call, 0);
}

function watch(step: Step<AnswerHandler>, exchange: Exchange, answer: UpstreamAnswer): Awaitable<Denial | undefined> {
  const copy = new BufferedAnswer(answer.status, answer.headers, answer.body);
  const verdict = step.run(exchange, copy);
  if (verdict instanceof Promise) return verdict.then((denial) => denial ?? changeOf(copy, answer));
  return verdict ?? changeOf(copy, answer);
}

function changeOf(copy: UpstreamAnswer, { status, headers, body }: UpstreamAnswer): Denial | undefined {
  if (copy.status === status && copy.headers === headers && copy.body === body) return undefined;
  return { ...deny('RESPONSE_REFUSED', { detail: { reason: 'would change the answer' } }), effect: 'change' };
}

function run<H>(
  steps: readonly Step<H>[],
  exchange: Exchange,
  call: Call<H>,
  from: number,
): Awaitable<Denial | undefined> {
  for (let i = from; i < steps.length; i++) {
    const step = steps[i]!;
    const verdict = attempt(step, exchange, call);
    if (verdict === undefined) continue;
    if (verdict instanceof Promise) return wait(steps, exchange, call, i, verdict);
    const denial = settle(step, exchange, verdict);
    if (denial) return denial;
  }
  return undefined;
}

function attempt<H>(step: Step<H>, exchange: Exchange, call: Call<H>): Awaitable<Denial | undefined> {
  try {
    return call(step, exchange);
  } catch (cause) {
    return failClosed(cause);
  }
}

async function wait<H>(
  steps: readonly Step<H>[],
  exchange: Exchange,
  call: Call<H>,
  at: number,
  pending: Promise<Denial | undefined>,
): Promise<Denial | undefined> {
  const verdict = await pending.catch(failClosed);
  const denial = verdict && settle(steps[at]!, exchange, verdict);
  return denial ?? run(steps, exchange, call, at + 1);
}

/** A guard that breaks denies. The cause's name goes to the event, its message may hold values of the request. */
function failClosed(cause: unknown): Denial {
  return deny('GUARD_FAILED', { detail: { cause: cause instanceof Error ? cause.name : typeof cause } });
}

function settle<H>(step: Step<H>, exchange: Exchange, verdict: Denial): Denial | undefined {
  const denial = { ...verdict, guard: step.guard };
  if (step.enforced) return denial;
  exchange.wouldDeny.push(denial);
  return undefined;
}
