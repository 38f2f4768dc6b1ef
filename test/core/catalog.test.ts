import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeCatalog } from '../../src/core/catalog.js';

const entries = [
  ['first-entry', { id: 'first-entry', weight: 1 }],
  ['second-entry', { id: 'second-entry', weight: 2 }],
] as const;

describe('a catalogue', () => {
  it('finds entries by id and lists them in the order of the files', () => {
    const catalog = makeCatalog<{ id: string; weight: number }>(entries);
    assert.deepEqual(catalog.ids, ['first-entry', 'second-entry']);
    assert.equal(catalog.get('second-entry')?.weight, 2);
    assert.equal(catalog.get('third-entry'), undefined);
    assert.deepEqual(
      [...catalog].map(({ weight }) => weight),
      [1, 2],
    );
  });

  it('does not know names of every object', () => {
    assert.equal(makeCatalog(entries).get('constructor'), undefined);
  });

  it('cannot be changed, nor its entries', () => {
    const catalog = makeCatalog<{ id: string; weight: number }>(entries);
    assert.ok(Object.isFrozen(catalog) && Object.isFrozen(catalog.ids) && Object.isFrozen(catalog.get('first-entry')));
  });

  it('refuses an entry whose file has another name', () => {
    assert.throws(() => makeCatalog([['one', { id: 'two' }]]), /Catalogue entry one has the id two/);
  });
});
