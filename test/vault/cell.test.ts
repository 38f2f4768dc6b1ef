import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { cellKeyId, openCell, sealCell, type Cell } from '../../src/vault/cell.js';

const key = { id: 'k-1', key: randomBytes(32) };
const cell: Cell = { table: 'api_key', column: 'subject', row: '7' };
const corrupt = (work: () => unknown) =>
  assert.throws(work, { code: 'STORE_CORRUPT', message: /^The sealed value \S+\.\S+ of \S+ was changed or moved$/ });

describe('a sealed cell', () => {
  test('opens to what was sealed, whatever the text, and never looks the same twice', () => {
    for (const text of ['', 'ada@example.com', 'é\u0000\n🔑', 'x'.repeat(100_000)])
      assert.equal(openCell(key, cell, sealCell(key, cell, text)), text);
    assert.notEqual(sealCell(key, cell, 'ada'), sealCell(key, cell, 'ada'));
    assert.doesNotMatch(sealCell(key, cell, 'adalovelace'), /ada/);
  });

  test('is v1.keyId.iv.ciphertext.tag, with 96 bits of IV and 128 of tag', () => {
    const parts = sealCell(key, cell, 'abc').split('.');
    assert.deepEqual(parts.slice(0, 2), ['v1', 'k-1']);
    assert.deepEqual(
      parts.slice(2).map((part) => Buffer.from(part, 'base64url').length),
      [12, 3, 16],
    );
    assert.equal(cellKeyId(parts.join('.')), 'k-1');
  });

  const sealed = sealCell(key, cell, 'ada@example.com');
  for (const [what, other] of [
    ['another row', { ...cell, row: '8' }],
    ['another column', { ...cell, column: 'claims' }],
    ['another table', { ...cell, table: 'finding' }],
  ] as const)
    test(`does not open in ${what}`, () => corrupt(() => openCell(key, other, sealed)));

  test('two places whose parts join to the same text stay two places', () => {
    const one = sealCell(key, { table: 'a|b', column: 'c', row: '1' }, 'x');
    corrupt(() => openCell(key, { table: 'a', column: 'b|c', row: '1' }, one));
  });

  test('does not open with another key, nor with the same bytes under another id', () => {
    corrupt(() => openCell({ id: 'k-1', key: randomBytes(32) }, cell, sealed));
    corrupt(() => openCell({ id: 'k-2', key: key.key }, cell, sealed.replace('k-1', 'k-2')));
    corrupt(() => openCell({ id: 'k-2', key: key.key }, cell, sealed));
  });

  test('one changed byte anywhere is found', () => {
    const [head, id, ...parts] = sealed.split('.');
    for (const [i, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (const at of bytes.keys()) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1;
        const all = parts.with(i, changed.toString('base64url'));
        corrupt(() => openCell(key, cell, [head, id, ...all].join('.')));
      }
    }
  });

  for (const text of ['', 'ada', 'v1.k.iv', 'v2' + sealed.slice(2), sealed.slice(0, -1), `${sealed}A`, ` ${sealed}`])
    test(`${JSON.stringify(text.slice(0, 12))} (${text.length} letters) is none`, () => {
      assert.equal(cellKeyId(text), undefined);
      corrupt(() => openCell(key, cell, text));
    });
});
