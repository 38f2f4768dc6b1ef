import { denialCodeOf, type DenialCode } from '../core/denials.js';
import type { Finding, PolicyPatch, Proof, ProofStep, Verdict } from '../core/finding.js';
import { headerOf, type RecordedExchange } from '../core/http.js';
import type { Replay, ReplayResult, RunReplay } from '../core/replay.js';
import type { ApiModel } from '../model/types.js';
import { familyOf } from './families.js';
import type { Family } from './family.js';
import { shapeDifference } from './shape.js';
import { attackOnly, controlOnly, type Variant } from './variant.js';

/** What a proof is made with. The scanner knows nothing of the gateway's code. */
export interface ProveOptions {
  readonly finding: Finding;
  readonly model: ApiModel;
  /** Undefined when the policy closes it already. */
  readonly patch: PolicyPatch | undefined;
  /** Guard that must deny the attack. */
  readonly guard: string;
  readonly run: RunReplay;
  readonly direct: string;
  readonly gateway: string;
  /** The gateway's own record of a denial, by the request id of its answer. */
  readonly denialOf: (requestId: string) => Promise<{ readonly guard: string; readonly code: string } | undefined>;
  /** Told after each exchange, for progress. */
  readonly onStep?: (step: ProofStep) => void;
}

const maxVariants = 30;

function gatewayDenial(exchange: RecordedExchange): DenialCode | undefined {
  if (!headerOf(exchange.response.headers, 'content-type')?.includes('problem+json')) return undefined;
  try {
    return denialCodeOf((JSON.parse(exchange.response.body) as { type?: unknown }).type);
  } catch {
    return undefined;
  }
}

/** The last denial among the attack's answers: its guard by the gateway's event, else by the code it sent. */
async function deniedBy(result: ReplayResult, options: ProveOptions): Promise<string | undefined> {
  const exchanges = result.steps.filter((step) => step.role === 'attack').flatMap((step) => step.exchanges);
  for (const exchange of exchanges.toReversed()) {
    if (gatewayDenial(exchange) === undefined) continue;
    const id = headerOf(exchange.response.headers, 'x-request-id');
    const event = id === undefined ? undefined : await options.denialOf(id);
    if (event) return event.guard;
  }
  return undefined;
}

const judgedRoles = new Set(['attack', 'verify']);

function lastStatus(result: ReplayResult): number {
  const attack = result.steps.filter((step) => step.role === 'attack' || step.role === 'control');
  return attack.flatMap((step) => step.exchanges).at(-1)?.response.status ?? 0;
}

const exchangesOf = (result: ReplayResult) =>
  result.steps.filter((step) => step.role !== 'cleanup').flatMap((step) => step.exchanges);

/** Setup must work, or the rest says nothing. */
function setupFailure(result: ReplayResult): string | undefined {
  return result.steps.find((step) => step.role === 'setup' && !step.worked)?.failure;
}

async function attack(
  name: string,
  replay: Replay,
  through: string | undefined,
  options: ProveOptions,
): Promise<ProofStep> {
  const origins = { direct: options.direct, ...(through === undefined ? {} : { through }) };
  const result = await options.run(attackOnly(replay), origins);
  const worked = result.steps.filter((step) => judgedRoles.has(step.role)).every((step) => step.worked);
  const guard = through === undefined ? undefined : await deniedBy(result, options);
  const broken = setupFailure(result);
  const step: ProofStep = {
    name: broken === undefined ? name : `${name} (setup failed: ${broken})`,
    outcome: broken === undefined && worked ? 'worked' : guard === undefined ? 'failed' : 'denied',
    status: lastStatus(result),
    ...(guard === undefined ? {} : { deniedBy: guard }),
    exchanges: exchangesOf(result),
  };
  options.onStep?.(step);
  return step;
}

async function control(
  name: string,
  replay: Replay,
  through: string | undefined,
  options: ProveOptions,
): Promise<ProofStep> {
  const origins = { direct: options.direct, ...(through === undefined ? {} : { through }) };
  const result = await options.run(controlOnly(replay), origins);
  const worked = result.steps.filter((step) => step.role === 'control').every((step) => step.worked);
  const step: ProofStep = {
    name,
    outcome: worked && setupFailure(result) === undefined ? 'worked' : 'failed',
    status: lastStatus(result),
    exchanges: result.steps.filter((each) => each.role === 'control').flatMap((each) => each.exchanges),
  };
  options.onStep?.(step);
  return step;
}

/** How the control through the gateway differs from the direct one. */
function controlDifference(direct: ProofStep, through: ProofStep, family: Family): string | undefined {
  if (through.outcome !== 'worked') return `the legitimate call got status ${through.status}`;
  for (const [i, exchange] of direct.exchanges.entries()) {
    const other = through.exchanges[i];
    const difference = other && shapeDifference(exchange.response, other.response, family.rewrites);
    if (difference) return `the legitimate call differs: ${difference}`;
  }
  return undefined;
}

/** Stopped: denied by the guard, or (for guards that rewrite answers) without effect. */
function isStopped(step: ProofStep, family: Family): boolean {
  return (
    step.outcome === 'denied' || (family.rewrites && step.outcome === 'failed' && step.status > 0 && step.status < 500)
  );
}

async function runVariants(variants: readonly Variant[], options: ProveOptions): Promise<readonly ProofStep[]> {
  const steps: ProofStep[] = [];
  for (const variant of variants.slice(0, maxVariants)) {
    steps.push(await attack(variant.name, variant.replay, options.gateway, options));
  }
  return steps;
}

/**
 * Attack direct, control direct and through, attack through, variants through: one verdict (see `docs/loop.md`).
 * The controls come before the attack, because an attack may spend a limit.
 */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { finding, model, patch, guard, gateway } = options;
  const family = familyOf(finding.ruleId);
  const replay = finding.replay;
  const nothing: ProofStep = { name: 'attack, direct', outcome: 'failed', status: 0, exchanges: [] };
  let facts: Omit<Proof, 'verdict' | 'because'> = { finding: finding.fingerprint, attackDirect: nothing, variants: [] };
  if (patch) facts = { ...facts, patch: patch.id };
  const verdict = (word: Verdict, because: string): Proof => ({ ...facts, verdict: word, because });
  if (!family || !replay) return verdict('inconclusive', 'the finding has no attack that can be replayed');

  const hasControl = replay.steps.some((step) => step.role === 'control');
  if (hasControl)
    facts = { ...facts, controlDirect: await control('legitimate call, direct', replay, undefined, options) };
  if (facts.controlDirect?.outcome === 'failed') {
    return verdict('inconclusive', `the legitimate call does not work directly (status ${facts.controlDirect.status})`);
  }
  facts = { ...facts, attackDirect: await attack('attack, direct', replay, undefined, options) };
  if (facts.attackDirect.name.includes('setup failed')) return verdict('inconclusive', facts.attackDirect.name);
  if (facts.attackDirect.outcome !== 'worked') {
    return verdict('already-fixed', 'the attack does not work any more when sent directly: the hole is gone upstream');
  }
  if (facts.controlDirect) {
    const controlThrough = await control('legitimate call, through the gateway', replay, gateway, options);
    const difference = controlDifference(facts.controlDirect, controlThrough, family);
    facts = { ...facts, controlThrough };
    if (difference) return verdict('breaks-legitimate-use', difference);
  }
  const through = await attack('attack, through the gateway', replay, gateway, options);
  facts = { ...facts, attackThrough: through };
  if (through.outcome === 'worked') return verdict('bypassed', 'the attack itself gets through the gateway');
  if (!isStopped(through, family))
    return verdict('inconclusive', `the attack failed with status ${through.status}, but the gateway did not deny it`);
  if (through.deniedBy !== undefined && through.deniedBy !== guard) {
    return verdict('inconclusive', `the attack was denied by ${through.deniedBy} before ${guard} could judge it`);
  }
  const operation = finding.operationId === undefined ? undefined : model.operations.get(finding.operationId);
  facts = { ...facts, variants: await runVariants(family.variants({ finding, operation, model }), options) };
  const bypass = facts.variants.find((step) => step.outcome === 'worked');
  if (bypass) return verdict('bypassed', `the variant "${bypass.name}" gets through the gateway`);
  return verdict('proved', summary(facts.variants, guard, hasControl));
}

function summary(variants: readonly ProofStep[], guard: string, hasControl: boolean): string {
  const denied = variants.filter((step) => step.outcome === 'denied').length;
  const without = variants.length - denied;
  const rest = without ? `, ${without} without effect` : '';
  const legitimate = hasControl ? '; the legitimate call passes' : '';
  return `stopped by ${guard}; ${variants.length} variants tried, ${denied} denied${rest}${legitimate}`;
}
