import assert from 'node:assert/strict';
import { it } from 'node:test';
import { families, familyOf, variantsOf } from '../../src/patching/families.js';
import { findingOf, modelOf } from './fixture.js';

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
