import assert from 'node:assert/strict';
import { it } from 'node:test';
import { families, familyOf, variantsOf } from '../../src/patching/families.js';
import { patchFor } from '../../src/patching/patch-for.js';
import { reasons } from '../../src/patching/reasons.js';
import { checks } from '../../src/pentest/checks.js';
import { detectors } from '../../src/telemetry/detectors.js';
import { findingOf, modelOf, today } from './fixture.js';

it('each check is closed by one family', () => {
  const all = [...families].flatMap(({ closes }) => closes);
  assert.deepEqual(
    all.filter((id, i) => all.indexOf(id) !== i),
    [],
  );
  for (const id of all) assert.ok(familyOf(id)?.closes.includes(id));
  assert.equal(familyOf('nothing-of-the-kind'), undefined);
});

it('a finding without a replay, or of no family, has no variants', () => {
  const model = modelOf();
  const { replay: _, ...finding } = findingOf('bola-read');
  assert.deepEqual(variantsOf({ finding, operation: undefined, model }), []);
  assert.deepEqual(variantsOf({ finding: findingOf('nothing'), operation: undefined, model }), []);
});

it('each check has a family, or a reason why a gateway cannot close it, and never both', () => {
  const closed = new Set([...families].flatMap(({ closes }) => closes));
  for (const id of checks.ids) {
    const isReasoned = Object.hasOwn(reasons, id);
    assert.ok(closed.has(id) || isReasoned, `${id} has neither a family nor a reason`);
    assert.ok(!(closed.has(id) && isReasoned), `${id} has both`);
  }
});

it('families and reasons are about checks that there are, and watched by detectors that there are', () => {
  const named = [...[...families].flatMap(({ closes }) => closes), ...Object.keys(reasons)];
  assert.deepEqual(
    named.filter((id) => !checks.ids.includes(id)),
    [],
  );
  for (const { watch } of Object.values(reasons))
    if (watch !== undefined) assert.ok(detectors.ids.includes(watch), watch);
});

it('a finding with a reason says it, and who sees when it is used', () => {
  const proposal = patchFor(findingOf('refresh-token-reusable'), modelOf(), { today });
  assert.deepEqual(proposal, { kind: 'impossible', ...reasons['refresh-token-reusable']! });
});
