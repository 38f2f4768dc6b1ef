import { denialCodeOf, type DenialCode } from '../core/denials.js';
import type { ProofStep } from '../core/finding.js';
import { headerOf, type RecordedExchange } from '../core/http.js';
import type { Replay, ReplayResult, RunReplay } from '../core/replay.js';
import { attackOnly, controlOnly } from './variant.js';

/** How steps of a proof are sent. */
export interface Sender {
  readonly run: RunReplay;
  readonly direct: string;
  readonly gateway: string;
  /** Told after each step, for progress. */
  readonly onStep?: (step: ProofStep) => void;
}

/** A step with the request ids of the answers that were the gateway's own denials, the last first. */
export interface SentStep {
  readonly step: ProofStep;
  readonly denialIds: readonly string[];
  /** Why the setup failed: then the step says nothing. */
  readonly setupFailure?: string;
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

/** The code of a denial that is the gateway's own, by the `type` of its problem document. */
function gatewayDenial({ response }: RecordedExchange): DenialCode | undefined {
  if (!headerOf(response.headers, 'content-type')?.includes('problem+json')) return undefined;
  try {
    return denialCodeOf((JSON.parse(response.body) as { type?: unknown }).type);
  } catch {
    return undefined;
  }
}

const exchangesOf = (result: ReplayResult, roles: readonly string[]) =>
  result.steps.filter((step) => roles.includes(step.role)).flatMap((step) => step.exchanges);

/** A HEAD answer has no body to tell by: the status of an error is all there is. */
const isDenied = (exchange: RecordedExchange) =>
  gatewayDenial(exchange) !== undefined || (exchange.request.method === 'HEAD' && exchange.response.status >= 400);

function setupFailureOf(result: ReplayResult): string | undefined {
  const broken = result.steps.find((step) => step.role === 'setup' && !step.worked);
  return broken && (broken.failure ?? `${broken.id} did not work`);
}

function sent(
  plan: StepPlan,
  result: ReplayResult,
  facts: { readonly worked: boolean; readonly denied: boolean },
): SentStep {
  const roles = ['attack', 'control'];
  const exchanges = exchangesOf(result, roles);
  const broken = setupFailureOf(result);
  const works = facts.worked && broken === undefined;
  return {
    step: {
      name: plan.name,
      outcome: works ? 'worked' : facts.denied ? 'denied' : 'failed',
      status: exchanges.at(-1)?.response.status ?? 0,
      exchanges: exchangesOf(result, ['setup', 'attack', 'verify', 'control']),
    },
    denialIds: exchanges
      .toReversed()
      .filter((exchange) => gatewayDenial(exchange) !== undefined)
      .flatMap((exchange) => headerOf(exchange.response.headers, 'x-request-id') ?? []),
    ...(broken === undefined ? {} : { setupFailure: broken }),
  };
}

/** Sends the attack of a replay. It worked when every attack and verify step did. */
export async function sendAttack(plan: StepPlan, sender: Sender): Promise<SentStep> {
  const result = await sender.run(attackOnly(plan.replay), originsOf(sender, plan.via));
  const judged = result.steps.filter((step) => step.role === 'attack' || step.role === 'verify');
  const worked = judged.length > 0 && judged.every((step) => step.worked);
  const denied = plan.via === 'through' && exchangesOf(result, ['attack']).some(isDenied);
  const step = sent(plan, result, { worked, denied });
  sender.onStep?.(step.step);
  return step;
}

/** Sends the legitimate call of a replay. */
export async function sendControl(plan: StepPlan, sender: Sender): Promise<SentStep> {
  const result = await sender.run(controlOnly(plan.replay), originsOf(sender, plan.via));
  const worked = result.steps.filter((step) => step.role === 'control').every((step) => step.worked);
  const step = sent(plan, result, { worked, denied: false });
  sender.onStep?.(step.step);
  return step;
}
