import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ContractFix, Finding, JsonPatchOperation } from '../../src/core/finding.js';
import { collectFixes, contractFix, mergePatches } from '../../src/audit/fix.js';
import { applyPatch, applyStep } from '../../src/audit/fix-apply.js';

const node = (pointer: string, file = 'a.yaml') => ({ file, pointer });

function finding(ruleId: string, fix?: ContractFix): Finding {
  return { ruleId, status: 'open', ...(fix ? { fix } : {}) } as Finding;
}

const fixOf = (patch: readonly JsonPatchOperation[], narrows = false): ContractFix => ({
  narrows,
  files: [{ file: 'a.yaml', patch }],
});

describe('a fix of many places', () => {
  it('is one patch for each file', () => {
    const { fix } = contractFix([
      { changes: [{ op: 'add', node: node('/a/x'), value: 1 }] },
      { changes: [{ op: 'remove', node: node('/b', 'b.yaml') }] },
      { narrows: true, changes: [{ op: 'replace', node: node('/c'), value: 2 }] },
    ]);
    assert.deepEqual(fix, {
      narrows: true,
      files: [
        {
          file: 'a.yaml',
          patch: [
            { op: 'add', path: '/a/x', value: 1 },
            { op: 'replace', path: '/c', value: 2 },
          ],
        },
        { file: 'b.yaml', patch: [{ op: 'remove', path: '/b' }] },
      ],
    });
  });

  it('is nothing where no place has one', () => assert.deepEqual(contractFix([]), {}));
});

describe('patches put together', () => {
  it('change each place once, as the first one says', () => {
    const merged = mergePatches([[{ op: 'add', path: '/a', value: 1 }], [{ op: 'add', path: '/a', value: 2 }]]);
    assert.deepEqual(merged, [{ op: 'add', path: '/a', value: 1 }]);
  });

  it('add to the end of a list as often as they say', () => {
    const merged = mergePatches([[{ op: 'add', path: '/a/-', value: 1 }], [{ op: 'add', path: '/a/-', value: 2 }]]);
    assert.deepEqual(applyPatch({ a: [] }, merged), { a: [1, 2] });
  });

  it('remove items of a list from its end on', () => {
    const merged = mergePatches([[2, 10, 0].map((i) => ({ op: 'remove', path: `/a/${i}` }))]);
    assert.deepEqual(applyPatch({ a: [...'abcdefghijkl'] }, merged), { a: [...'bdefghijl'] });
  });

  it('change nothing inside of what they remove', () => {
    const merged = mergePatches([
      [{ op: 'add', path: '/a/b/c', value: 1 }],
      [{ op: 'remove', path: '/a' }],
      [{ op: 'add', path: '/ab/c', value: 1 }],
    ]);
    assert.deepEqual(merged, [
      { op: 'add', path: '/ab/c', value: 1 },
      { op: 'remove', path: '/a' },
    ]);
  });
});

describe('the fixes of a run', () => {
  const safe = finding('safe', fixOf([{ op: 'add', path: '/a', value: 1 }]));
  const narrowing = finding('narrow', fixOf([{ op: 'add', path: '/b', value: 1 }], true));

  it('leave out what refuses calls, until asked', () => {
    const { files, mended, narrowing: left } = collectFixes([safe, narrowing, finding('none')], { narrow: false });
    assert.deepEqual([...files], [['a.yaml', [{ op: 'add', path: '/a', value: 1 }]]]);
    assert.deepEqual(mended, [safe]);
    assert.deepEqual(left, [narrowing]);
  });

  it('have all of them when asked', () => {
    const { files, mended } = collectFixes([safe, narrowing], { narrow: true });
    assert.equal(files.get('a.yaml')?.length, 2);
    assert.deepEqual(mended, [safe, narrowing]);
  });
});

describe('a step of a patch', () => {
  const cases: Readonly<Record<string, readonly [unknown, JsonPatchOperation, unknown]>> = {
    'adds a member': [{ a: 1 }, { op: 'add', path: '/b', value: [2] }, { a: 1, b: [2] }],
    'adds in front of an item': [{ a: [1, 3] }, { op: 'add', path: '/a/1', value: 2 }, { a: [1, 2, 3] }],
    'adds behind the last item': [{ a: [1] }, { op: 'add', path: '/a/-', value: 2 }, { a: [1, 2] }],
    'replaces a member': [{ a: 1 }, { op: 'replace', path: '/a', value: 2 }, { a: 2 }],
    'removes an item': [{ a: [1, 2] }, { op: 'remove', path: '/a/0' }, { a: [2] }],
    'reads escapes': [{ 'a/b': { '~': 1 } }, { op: 'remove', path: '/a~1b/~0' }, { 'a/b': {} }],
    'finds nothing to replace': [{}, { op: 'replace', path: '/a', value: 1 }, undefined],
    'finds no parent': [{}, { op: 'add', path: '/a/b', value: 1 }, undefined],
    'finds no such item': [{ a: [1] }, { op: 'remove', path: '/a/1' }, undefined],
    'does not count behind the end': [{ a: [1] }, { op: 'add', path: '/a/2', value: 1 }, undefined],
    'needs a place': [{}, { op: 'remove', path: '' }, undefined],
  };
  for (const [name, [before, step, after]] of Object.entries(cases)) {
    it(name, () => assert.deepEqual(applyPatch(before, [step]), after));
  }

  it('makes no prototype of a member that is called so', () => {
    const document = {};
    assert.ok(applyStep(document, { op: 'add', path: '/__proto__', value: { bad: true } }));
    assert.equal((document as { bad?: boolean }).bad, undefined);
    assert.ok(Object.hasOwn(document, '__proto__'));
  });

  it('leaves the document as it was', () => {
    const before = { a: [1] };
    applyPatch(before, [{ op: 'remove', path: '/a/0' }]);
    assert.deepEqual(before, { a: [1] });
  });
});
