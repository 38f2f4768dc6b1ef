import type { Finding, PolicyPatch } from '../core/finding.js';
import type { ApiModel } from '../model/types.js';
import { impossible, type Covered, type Impossible } from './family.js';
import { familyOf } from './families.js';

/** A finding's way to be closed at the gateway. */
export type PatchProposal = { readonly kind: 'patch'; readonly patch: PolicyPatch } | Covered | Impossible;

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
  if (!family) return impossible('A gateway cannot close this kind of finding; follow its remedy in the code.');
  const operation = finding.operationId === undefined ? undefined : model.operations.get(finding.operationId);
  const outcome = family.patch({ finding, operation, model });
  if (outcome.kind !== 'patch') return outcome;
  if (!operation) return impossible('The operation is not in the contract, so no setting can name it.');
  const patch: PolicyPatch = {
    id: `patch-${finding.fingerprint.slice(0, 8)}`,
    because: finding.fingerprint,
    operation: operation.id,
    guard: outcome.guard,
    set: outcome.set,
    expires: expiry(options),
    ...(options.owner === undefined ? {} : { owner: options.owner }),
  };
  return { kind: 'patch', patch: Object.freeze(patch) };
}
