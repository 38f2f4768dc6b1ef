import type { Finding, PolicyPatch } from '../core/finding.js';
import type { ApiModel, Operation } from '../model/types.js';
import { textsFact } from './facts.js';
import { impossible, type Change, type Covered, type Family, type Impossible, type Subject } from './family.js';
import { familyOf } from './families.js';
import { reasons } from './reasons.js';

/** A finding's way to be closed at the gateway. */
export type PatchProposal =
  | {
      readonly kind: 'patch';
      /** What the proof looks at: the operation of the attack. */
      readonly patch: PolicyPatch;
      /** Where the same cause has to be closed too; each changes one operation. */
      readonly more?: readonly PolicyPatch[];
    }
  | Covered
  | Impossible;

export interface PatchOptions {
  readonly today: Date;
  /** Default 30. */
  readonly days?: number;
  readonly owner?: string;
}

const millisADay = 86_400_000;

function expiry({ today, days = 30 }: PatchOptions): string {
  return new Date(today.getTime() + days * millisADay).toISOString().slice(0, 10);
}

/**
 * Finding x model -> the smallest policy change that closes it, or why there is none. Pure: the same finding and model
 * give the same patch.
 */
export function patchFor(finding: Finding, model: ApiModel, options: PatchOptions): PatchProposal {
  const family = familyOf(finding.ruleId);
  if (!family) return whyNot(finding);
  const operation = finding.operationId === undefined ? undefined : model.operations.get(finding.operationId);
  const subject = { finding, operation, model };
  const outcome = family.patch(subject);
  if (outcome.kind === 'impossible') return outcome;
  const others = elsewhere(family, subject);
  if (outcome.kind === 'covered' && others.length === 0) return outcome;
  const changes = [...(operation && outcome.kind === 'patch' ? [{ operation, change: outcome }] : []), ...others];
  const [first, ...more] = changes.map((placed, i) => patchOf(placed, { finding, number: i, options }));
  if (!first) return impossible('The operation is not in the contract, so no setting can name it.');
  return { kind: 'patch', patch: first, ...(more.length > 0 && { more }) };
}

function whyNot({ ruleId }: Finding): Impossible {
  const known = Object.hasOwn(reasons, ruleId) ? reasons[ruleId] : undefined;
  if (!known) return impossible('A gateway cannot close this kind of finding; follow its remedy in the code.');
  return { kind: 'impossible', ...known };
}

interface PlacedChange {
  readonly operation: Operation;
  readonly change: Change;
}

/** What the family changes at further operations with the same cause; nothing where they are covered. */
function elsewhere(family: Family, subject: Subject): readonly PlacedChange[] {
  const { finding, operation: own, model } = subject;
  const named = textsFact(finding, 'operations').flatMap((id) => model.operations.get(id) ?? []);
  const found = new Set([...(family.alsoAt?.(subject) ?? []), ...named]);
  return [...found].flatMap((operation) => {
    if (operation === own) return [];
    const change = family.patch({ finding, operation, model });
    return change.kind === 'patch' ? [{ operation, change }] : [];
  });
}

interface PatchParts {
  readonly finding: Finding;
  readonly number: number;
  readonly options: PatchOptions;
}

function patchOf({ operation, change }: PlacedChange, { finding, number, options }: PatchParts): PolicyPatch {
  return Object.freeze({
    id: `patch-${finding.fingerprint.slice(0, 8)}${number === 0 ? '' : `-${number + 1}`}`,
    because: finding.fingerprint,
    operation: operation.id,
    guard: change.guard,
    set: change.set,
    expires: expiry(options),
    ...(options.owner === undefined ? {} : { owner: options.owner }),
  });
}
