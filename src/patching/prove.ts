import type { DenialCode } from '../core/denials.js';
import type { Finding, PolicyPatch, Proof, ProofStep, Verdict } from '../core/finding.js';
import type { Replay } from '../core/replay.js';
import type { ApiModel } from '../model/types.js';
import { familyOf, variantsOf } from './families.js';
import type { Family } from './family.js';
import { sendAttack, sendControl, type Sender, type SentStep } from './proof-step.js';
import { shapeDifference } from './shape.js';

/** What a proof is made with. The scanner that sends knows nothing of the gateway's code. */
export interface ProveOptions extends Sender {
  readonly finding: Finding;
  readonly model: ApiModel;
  /** Undefined when the policy closes it already. */
  readonly patch: PolicyPatch | undefined;
  /** Guard that must deny the attack; where no patch is needed, another one may deny it as well. */
  readonly guard: string;
  /** The gateway's own records of denials: request id of the answer -> guard. */
  readonly guardsOf: (requestIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Denials that say nothing about the attack: the same call may pass later. */
const passing: ReadonlySet<DenialCode> = new Set<DenialCode>([
  'RATE_LIMITED',
  'OVERLOADED',
  'GUARD_FAILED',
  'CREDENTIAL_UNVERIFIABLE',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TIMEOUT',
]);

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
  await tryVariants(facts, options);
  if (options.patch && !hasControl)
    throw new Decided(
      'inconclusive',
      'the attack is stopped, but no legitimate call shows that the patch breaks nothing',
    );
  return summary(facts, options.guard);
}

async function controlDirectly(replay: Replay, options: ProveOptions): Promise<ProofStep> {
  const { step, obstacle } = await sendControl({ name: 'legitimate call, direct', replay, via: 'direct' }, options);
  if (obstacle !== undefined) throw new Decided('inconclusive', `the setup does not work: ${obstacle}`);
  if (step.outcome === 'worked') return step;
  throw new Decided('inconclusive', `the legitimate call does not work directly (status ${step.status})`);
}

async function attackDirectly(replay: Replay, options: ProveOptions): Promise<ProofStep> {
  const { step, obstacle } = await sendAttack({ name: 'attack, direct', replay, via: 'direct' }, options);
  if (obstacle !== undefined) throw new Decided('inconclusive', `the setup does not work: ${obstacle}`);
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
  const { step, obstacle, denials } = await sendControl({ name, replay, via: 'through' }, options);
  facts.controlThrough = step;
  if (obstacle !== undefined) throw new Decided('inconclusive', `the setup does not work: ${obstacle}`);
  const limited = denials.find(({ code }) => code === 'RATE_LIMITED');
  if (step.outcome !== 'worked' && limited) {
    const when = limited.retryAfterSeconds === undefined ? 'later' : `in ${limited.retryAfterSeconds} s`;
    throw new Decided('inconclusive', `earlier calls have spent the limit of the legitimate call: try again ${when}`);
  }
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
  const { outcome, status } = step!;
  if (sentStep.obstacle !== undefined)
    throw new Decided('inconclusive', `the attack could not be repeated: ${sentStep.obstacle}`);
  if (outcome === 'worked') throw new Decided('bypassed', 'the attack itself gets through the gateway');
  if (outcome === 'denied') return demandGuard(step!, sentStep, options);
  // A part that rewrites answers denies nothing: the attack is stopped when it has no effect.
  if (family.rewrites && status > 0) return;
  throw new Decided('inconclusive', `the attack failed with status ${status}, but the gateway did not deny it`);
}

/** The denial must be the patch's: what stood before it would have stopped the attack without the patch as well. */
function demandGuard({ deniedBy }: ProofStep, { denials }: SentStep, { guard, patch }: ProveOptions): void {
  if (deniedBy === guard) return;
  const fleeting = denials.find(({ code }) => passing.has(code));
  if (fleeting) throw new Decided('inconclusive', `the attack was refused for another reason: ${fleeting.code}`);
  if (deniedBy === undefined) throw new Decided('inconclusive', "the gateway's event log does not have the denial");
  if (patch) throw new Decided('inconclusive', `the attack was denied by ${deniedBy} before ${guard} could judge it`);
}

async function tryVariants(facts: Facts, options: ProveOptions): Promise<void> {
  const { finding, model, guard } = options;
  const operation = finding.operationId === undefined ? undefined : model.operations.get(finding.operationId);
  const sentSteps: SentStep[] = [];
  for (const variant of variantsOf({ finding, operation, model })) {
    const sentStep = await sendAttack({ ...variant, via: 'through' }, options);
    // A form that the credential cannot take was not tried, so it does not count.
    if (!sentStep.isUnsendable) sentSteps.push(sentStep);
  }
  facts.variants = await nameGuards(sentSteps, options);
  const bypass = facts.variants.find((step) => step.outcome === 'worked');
  if (bypass) throw new Decided('bypassed', `the variant "${bypass.name}" gets through the gateway`);
  for (const [i, { obstacle, denials }] of sentSteps.entries()) {
    const { name, deniedBy } = facts.variants[i]!;
    const fleeting = deniedBy === guard ? undefined : denials.find(({ code }) => passing.has(code))?.code;
    const reason = obstacle ?? fleeting;
    if (reason !== undefined) throw new Decided('inconclusive', `the variant "${name}" says nothing: ${reason}`);
  }
}

/** Each step with the guard that denied it, from the gateway's own record. */
async function nameGuards(steps: readonly SentStep[], { guardsOf }: ProveOptions): Promise<readonly ProofStep[]> {
  const idOf = ({ denials }: SentStep) => denials.find(({ requestId }) => requestId !== undefined)?.requestId;
  const ids = steps.flatMap((step) => idOf(step) ?? []);
  const guards = ids.length ? await guardsOf(ids) : new Map<string, string>();
  return steps.map((sentStep) => {
    const guard = guards.get(idOf(sentStep) ?? '');
    return guard === undefined ? sentStep.step : { ...sentStep.step, deniedBy: guard };
  });
}

function summary({ variants, attackThrough, controlThrough }: Facts, guard: string): string {
  const denied = variants.filter((step) => step.outcome === 'denied').length;
  const without = variants.length - denied;
  const tried = variants.length
    ? `; ${variants.length} variants tried, ${denied} denied${without ? `, ${without} without effect` : ''}`
    : '';
  return `stopped by ${attackThrough?.deniedBy ?? guard}${tried}${controlThrough ? '; the legitimate call passes' : ''}`;
}
