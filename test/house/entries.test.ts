import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogFolders, exists, filesUnder, listed, read } from './repository.js';

const catalogs = catalogFolders();
const testOf = (entry: string): string => entry.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');

test('the catalogues are there', () => {
  const folders = catalogs.map(({ folder }) => folder);
  for (const known of ['src/audit/rules', 'src/cli/commands', 'src/gateway/guards', 'src/patching/families']) {
    assert.ok(folders.includes(known), known);
  }
  const empty = catalogs.filter(({ entries }) => entries.length === 0).map(({ folder }) => folder);
  assert.equal(empty.length, 0, listed(empty));
});

for (const { folder, entries } of catalogs) {
  test(`every entry of ${folder} has its own test`, () => {
    const missing = entries.map(testOf).filter((file) => !exists(file));
    assert.equal(missing.length, 0, listed([`${missing.length} of ${entries.length} are missing:`, ...missing]));
  });

  test(`every test of an entry of ${folder} has its entry`, () => {
    const wanted = new Set(entries.map(testOf));
    const orphans = filesUnder(folder.replace(/^src\//, 'test/'), '.test.ts').filter((file) => !wanted.has(file));
    assert.equal(orphans.length, 0, listed(orphans));
  });

  test(`entries of ${folder} are default exports, and their id is their file name`, () => {
    const breaches = entries.filter((entry) => {
      const id = entry.slice(entry.lastIndexOf('/') + 1, -'.ts'.length);
      const text = read(entry);
      return !text.includes('export default') || !text.includes(`id: '${id}'`);
    });
    assert.equal(breaches.length, 0, listed(breaches));
  });
}

test('default exports are for entries only', () => {
  const entries = new Set(catalogs.flatMap((catalog) => catalog.entries));
  const breaches = filesUnder('src', '.ts').filter(
    (file) => !file.endsWith('.d.ts') && !entries.has(file) && /^export default /m.test(read(file)),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});
