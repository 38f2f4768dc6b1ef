import { denialCodeOf, type DenialCode } from '../core/denials.js';
import type { ProofStep } from '../core/finding.js';
import { headerOf, type RecordedExchange } from '../core/http.js';
import type { Replay, ReplayResult, ReplayRole, ReplayStepResult, RunReplay } from '../core/replay.js';
import { attackOnly, controlOnly, withoutAttack } from './variant.js';

/** How steps of a proof are sent. */
export interface Sender {
  readonly run: RunReplay;
  readonly direct: string;
  readonly gateway: string;
  /** Told after each step, for progress. */
  readonly onStep?: (step: ProofStep) => void;
}

/** A denial of the gateway: by the `type` of its problem document. */
export interface SentDenial {
  readonly code: DenialCode;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** A step with what the gateway denied in it. */
export interface SentStep {
  readonly step: ProofStep;
  /** The last first. */
  readonly denials: readonly SentDenial[];
  /** Why the setup failed, or the attack could not be sent: then the step says nothing. */
  readonly obstacle?: string;
  /** The setup worked, but there is no such form of the request or its credential. */
  readonly isUnsendable: boolean;
}

export interface StepPlan {
  readonly name: string;
  readonly replay: Replay;
  readonly via: 'direct' | 'through';
}

const originsOf = ({ direct, gateway }: Sender, via: StepPlan['via']) => ({
  direct,
  ...(via === 'through' ? { through: gateway } : {}),
});

function gatewayDenial({ response }: RecordedExchange): SentDenial | undefined {
  if (!headerOf(response.headers, 'content-type')?.includes('problem+json')) return undefined;
  try {
    const code = denialCodeOf((JSON.parse(response.body) as { type?: unknown }).type);
    const seconds = Number(headerOf(response.headers, 'retry-after') ?? Number.NaN);
    const retryAfterSeconds = Number.isNaN(seconds) ? undefined : seconds;
    return code && { code, retryAfterSeconds, requestId: headerOf(response.headers, 'x-request-id') };
  } catch {
    return undefined;
  }
}

const stepsOf = ({ steps }: ReplayResult, ...roles: readonly ReplayRole[]) =>
  steps.filter(({ role }) => roles.includes(role));
const exchangesOf = (steps: readonly ReplayStepResult[]) => steps.flatMap(({ exchanges }) => exchanges);
const allWorked = (steps: readonly ReplayStepResult[]) => steps.every(({ worked }) => worked);

/** A HEAD answer has no body to tell by: the status of an error is all there is. */
const isHeadError = ({ request, response }: RecordedExchange) => request.method === 'HEAD' && response.status >= 400;

const failureOf = (step: ReplayStepResult | undefined) => step && (step.failure ?? `${step.id} did not work`);

function setupFailureIn(result: ReplayResult): string | undefined {
  return failureOf(stepsOf(result, 'setup').find(({ worked }) => !worked));
}

function unsentIn(result: ReplayResult): string | undefined {
  return failureOf(stepsOf(result, 'attack', 'control').find(({ exchanges }) => exchanges.length === 0));
}

function sent({ name, via }: StepPlan, result: ReplayResult, worked: boolean): SentStep {
  const judged = exchangesOf(stepsOf(result, 'attack', 'control'));
  const denials = via === 'direct' ? [] : judged.toReversed().flatMap((exchange) => gatewayDenial(exchange) ?? []);
  const isDenied = denials.length > 0 || (via === 'through' && judged.some(isHeadError));
  const setupFailure = setupFailureIn(result);
  const obstacle = setupFailure ?? unsentIn(result);
  return {
    isUnsendable: setupFailure === undefined && obstacle !== undefined,
    step: {
      name,
      outcome: worked && obstacle === undefined ? 'worked' : isDenied ? 'denied' : 'failed',
      status: judged.at(-1)?.response.status ?? 0,
      exchanges: exchangesOf(stepsOf(result, 'setup', 'attack', 'verify', 'control')),
    },
    denials,
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

/** The gateway's own refusal may have the very status that the attack looks for: it is none of the API's answers. */
function wasDenied(result: ReplayResult): boolean {
  return stepsOf(result, 'attack').some(({ exchanges }) => {
    const last = exchanges.at(-1);
    return last !== undefined && gatewayDenial(last) !== undefined;
  });
}

/** Sends the attack of a replay. It worked when every attack and verify step did, or it had its effect although denied. */
export async function sendAttack(plan: StepPlan, sender: Sender): Promise<SentStep> {
  const result = await sender.run(attackOnly(plan.replay), originsOf(sender, plan.via));
  const judged = stepsOf(result, 'attack', 'verify');
  const isDenied = plan.via === 'through' && wasDenied(result);
  const worked =
    judged.length > 0 && ((allWorked(judged) && !isDenied) || (await hadEffect(plan.replay, result, sender)));
  const step = sent(plan, result, worked);
  sender.onStep?.(step.step);
  return step;
}

/**
 * A denial may come too late, when the upstream has acted. So an effect that is seen counts whatever the attack was
 * answered, unless the same is seen where nobody attacked.
 */
async function hadEffect(replay: Replay, result: ReplayResult, sender: Sender): Promise<boolean> {
  const verified = stepsOf(result, 'verify');
  if (verified.length === 0 || setupFailureIn(result) !== undefined || !allWorked(verified)) return false;
  const alone = await sender.run(withoutAttack(replay), originsOf(sender, 'direct'));
  return !allWorked(stepsOf(alone, 'verify'));
}

/** Sends the legitimate call of a replay. */
export async function sendControl(plan: StepPlan, sender: Sender): Promise<SentStep> {
  const result = await sender.run(controlOnly(plan.replay), originsOf(sender, plan.via));
  const step = sent(plan, result, allWorked(stepsOf(result, 'control')));
  sender.onStep?.(step.step);
  return step;
}
