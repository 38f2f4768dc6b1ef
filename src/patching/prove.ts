import type { Finding, PolicyPatch, Proof, ProofStep, Verdict } from '../core/finding.js';
import type { Replay } from '../core/replay.js';
import type { ApiModel } from '../model/types.js';
import { familyOf } from './families.js';
import type { Family } from './family.js';
import { sendAttack, sendControl, type Sender, type SentStep } from './proof-step.js';
import { shapeDifference } from './shape.js';

/** What a proof is made with. The scanner that sends knows nothing of the gateway's code. */
export interface ProveOptions extends Sender {
  readonly finding: Finding;
  readonly model: ApiModel;
  /** Undefined when the policy closes it already. */
  readonly patch: PolicyPatch | undefined;
  /** Guard that must deny the attack. */
  readonly guard: string;
  /** The gateway's own records of denials: request id of the answer -> guard. */
  readonly guardsOf: (requestIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

const maxVariants = 30;

/** A verdict that ends the proof early. */
class Decided extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict, because: string) {
    super(because);
    this.verdict = verdict;
  }
}

type Facts = { -readonly [K in keyof Omit<Proof, 'verdict' | 'because'>]: Proof[K] };

/**
 * Control direct and through, attack direct and through, variants through: one verdict (see `docs/loop.md`).
 * The control comes before the attack, because an attack may spend a limit.
 */
export async function prove(options: ProveOptions): Promise<Proof> {
  const { finding, patch } = options;
  const nothing: ProofStep = { name: 'attack, direct', outcome: 'failed', status: 0, exchanges: [] };
  const facts: Facts = { finding: finding.fingerprint, attackDirect: nothing, variants: [] };
  if (patch) facts.patch = patch.id;
  const verdict = (word: Verdict, because: string): Proof => ({ ...facts, verdict: word, because });
  try {
    return verdict('proved', await gather(facts, options));
  } catch (error) {
    if (error instanceof Decided) return verdict(error.verdict, error.message);
    throw error;
  }
}

/** Makes the exchanges in order; throws the verdict as soon as there is one. Resolves to the reason of `proved`. */
async function gather(facts: Facts, options: ProveOptions): Promise<string> {
  const family = familyOf(options.finding.ruleId);
  const replay = options.finding.replay;
  if (!family || !replay) throw new Decided('inconclusive', 'the finding has no attack that can be replayed');
  const hasControl = replay.steps.some((step) => step.role === 'control');
  if (hasControl) facts.controlDirect = await controlDirectly(replay, options);
  facts.attackDirect = await attackDirectly(replay, options);
  if (facts.controlDirect) await controlThrough(facts, { replay, family }, options);
  await attackThrough(facts, { replay, family }, options);
  await tryVariants(facts, family, options);
  return summary(facts.variants, options.guard, hasControl);
}

async function controlDirectly(replay: Replay, options: ProveOptions): Promise<ProofStep> {
  const { step, setupFailure } = await sendControl({ name: 'legitimate call, direct', replay, via: 'direct' }, options);
  if (setupFailure) throw new Decided('inconclusive', `the setup does not work: ${setupFailure}`);
  if (step.outcome === 'worked') return step;
  throw new Decided('inconclusive', `the legitimate call does not work directly (status ${step.status})`);
}

async function attackDirectly(replay: Replay, options: ProveOptions): Promise<ProofStep> {
  const { step, setupFailure } = await sendAttack({ name: 'attack, direct', replay, via: 'direct' }, options);
  if (setupFailure) throw new Decided('inconclusive', `the setup does not work: ${setupFailure}`);
  if (step.outcome === 'worked') return step;
  throw new Decided(
    'already-fixed',
    `sent directly, the attack does not work any more (status ${step.status}): the hole is gone upstream`,
  );
}

interface Subject {
  readonly replay: Replay;
  readonly family: Family;
}

async function controlThrough(facts: Facts, { replay, family }: Subject, options: ProveOptions): Promise<void> {
  const name = 'legitimate call, through the gateway';
  const { step } = await sendControl({ name, replay, via: 'through' }, options);
  facts.controlThrough = step;
  const difference = controlDifference(facts.controlDirect!, step, family);
  if (difference) throw new Decided('breaks-legitimate-use', difference);
}

/** How the control through the gateway differs from the direct one. */
function controlDifference(direct: ProofStep, through: ProofStep, family: Family): string | undefined {
  if (through.outcome !== 'worked')
    return `the legitimate call does not work through the gateway (status ${through.status})`;
  for (const [i, exchange] of direct.exchanges.entries()) {
    const other = through.exchanges[i];
    const difference = other && shapeDifference(exchange.response, other.response, family.rewrites);
    if (difference) return `the legitimate call gets another answer: ${difference}`;
  }
  return undefined;
}

async function attackThrough(facts: Facts, { replay, family }: Subject, options: ProveOptions): Promise<void> {
  const sentStep = await sendAttack({ name: 'attack, through the gateway', replay, via: 'through' }, options);
  const [step] = await nameGuards([sentStep], options);
  facts.attackThrough = step!;
  const { outcome, status, deniedBy } = step!;
  if (outcome === 'worked') throw new Decided('bypassed', 'the attack itself gets through the gateway');
  if (!isStopped(step!, family))
    throw new Decided('inconclusive', `the attack failed with status ${status}, but the gateway did not deny it`);
  if (deniedBy !== undefined && deniedBy !== options.guard) {
    throw new Decided('inconclusive', `the attack was denied by ${deniedBy} before ${options.guard} could judge it`);
  }
  if (outcome === 'denied' && deniedBy === undefined)
    throw new Decided('inconclusive', "the gateway's event log does not have the denial");
}

/** Stopped: denied, or (for guards that rewrite answers) without effect. */
function isStopped({ outcome, status }: ProofStep, family: Family): boolean {
  return outcome === 'denied' || (family.rewrites && outcome === 'failed' && status > 0 && status < 500);
}

async function tryVariants(facts: Facts, family: Family, options: ProveOptions): Promise<void> {
  const { finding, model } = options;
  const operation = finding.operationId === undefined ? undefined : model.operations.get(finding.operationId);
  const variants = family.variants({ finding, operation, model }).slice(0, maxVariants);
  const steps: SentStep[] = [];
  for (const variant of variants) steps.push(await sendAttack({ ...variant, via: 'through' }, options));
  facts.variants = await nameGuards(steps, options);
  const bypass = facts.variants.find((step) => step.outcome === 'worked');
  if (bypass) throw new Decided('bypassed', `the variant "${bypass.name}" gets through the gateway`);
}

/** Each step with the guard that denied it, from the gateway's own record. */
async function nameGuards(steps: readonly SentStep[], { guardsOf }: ProveOptions): Promise<readonly ProofStep[]> {
  const ids = steps.flatMap((step) => step.denialIds.slice(0, 1));
  const guards = ids.length ? await guardsOf(ids) : new Map<string, string>();
  return steps.map(({ step, denialIds: [id] }) => {
    const guard = id === undefined ? undefined : guards.get(id);
    return guard === undefined ? step : { ...step, deniedBy: guard };
  });
}

function summary(variants: readonly ProofStep[], guard: string, hasControl: boolean): string {
  const denied = variants.filter((step) => step.outcome === 'denied').length;
  const without = variants.length - denied;
  const tried = variants.length
    ? `; ${variants.length} variants tried, ${denied} denied${without ? `, ${without} without effect` : ''}`
    : '';
  return `stopped by ${guard}${tried}${hasControl ? '; the legitimate call passes' : ''}`;
}
