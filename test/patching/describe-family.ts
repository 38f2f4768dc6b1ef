import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/core/finding.js';
import { guards } from '../../src/gateway/guards.js';
import type { OperationPolicy } from '../../src/model/types.js';
import { answerRewrites, gatewayParts } from '../../src/patching/answer-rewrites.js';
import { familyOf, variantsOf } from '../../src/patching/families.js';
import { patchFor } from '../../src/patching/patch-for.js';
import { attackOnly } from '../../src/patching/variant.js';
import { modelOf, today, type ModelOptions } from './fixture.js';

/** One row of a family's table. */
export interface FamilyCase {
  readonly says: string;
  readonly finding: Finding;
  readonly model?: ModelOptions;
  /** What comes of it. */
  readonly patch?: { readonly guard: string; readonly set: Readonly<Record<string, unknown>> };
  readonly covered?: string;
  readonly impossible?: RegExp;
  /** What the policy must say with the patch. */
  readonly effective?: (policy: OperationPolicy) => boolean;
  /** So many variants at least. */
  readonly variants?: number;
}

const known = new Set([...guards.ids, ...Object.keys(answerRewrites), ...Object.keys(gatewayParts)]);

/** The table of a family: what each finding leads to; purity, the compiled patch, and variants are checked in each row. */
export function describeFamily(id: string, cases: readonly FamilyCase[]): void {
  describe(`family ${id}`, () => {
    for (const row of cases) it(row.says, () => check(id, row));
  });
}

function check(id: string, row: FamilyCase): void {
  const { finding } = row;
  const model = modelOf(row.model);
  const family = familyOf(finding.ruleId)!;
  assert.equal(family.id, id);
  const before = JSON.stringify(finding);
  const proposal = patchFor(finding, model, { today });
  assert.deepEqual(patchFor(finding, model, { today }), proposal, 'the same input gives the same patch');
  assert.equal(JSON.stringify(finding), before);
  checkVariants(row);
  if (row.impossible) {
    assert.equal(proposal.kind, 'impossible');
    return assert.match(proposal.kind === 'impossible' ? proposal.reason : '', row.impossible);
  }
  if (row.covered !== undefined) {
    assert.equal(proposal.kind, 'covered', JSON.stringify(proposal));
    assert.equal(proposal.kind === 'covered' && proposal.guard, row.covered);
    return assert.ok(known.has(row.covered), 'the gateway has such a part');
  }
  assert.equal(proposal.kind, 'patch', JSON.stringify(proposal));
  if (proposal.kind !== 'patch') return;
  const { guard, set, operation } = proposal.patch;
  assert.deepEqual({ guard, set }, row.patch);
  assert.ok(known.has(guard), 'the gateway has such a part');
  const patched = modelOf({ ...row.model, patches: [proposal.patch] });
  const { policy } = patched.operations.get(operation)!;
  assert.deepEqual(policy.patches, [proposal.patch.id]);
  assert.ok(policy.enforcedGuards.has(guard));
  if (row.effective) assert.ok(row.effective(policy), 'the policy has it');
  for (const [name, other] of patched.operations) {
    if (name !== operation) assert.deepEqual(other.policy, model.operations.get(name)!.policy, `${name} is left alone`);
  }
}

function checkVariants({ finding, model: options, variants: least = 0 }: FamilyCase): void {
  const model = modelOf(options);
  const operation = model.operations.get(finding.operationId ?? '');
  const variants = variantsOf({ finding, operation, model });
  assert.ok(variants.length >= least, `${variants.length} variants, not ${least}`);
  assert.ok(variants.length <= 30);
  const attack = (steps: readonly object[]) => JSON.stringify(steps);
  const texts = variants.map(({ replay }) => attack(replay.steps));
  assert.equal(new Set(texts).size, texts.length, 'variants differ from each other');
  assert.equal(new Set(variants.map(({ name }) => name)).size, variants.length, 'and have names of their own');
  if (finding.replay) assert.ok(!texts.includes(attack(attackOnly(finding.replay).steps)), 'and from the attack');
}
