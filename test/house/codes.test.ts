import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denialCodes } from '../../src/core/denials.js';
import { errorCodes } from '../../src/core/error-codes.js';
import { filesUnder, listed, read } from './repository.js';

const tables = new Set(['src/core/error-codes.ts', 'src/core/denials.ts', 'src/core/docs.ts']);
const source = filesUnder('src', '.ts')
  .filter((file) => !tables.has(file))
  .map(read)
  .join('\n');

/** Codes in the first column of a page's table. */
const documented = (page: string): readonly string[] =>
  [...read(`docs/${page}`).matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!);

for (const [what, codes, page] of [
  ['error', Object.keys(errorCodes), 'errors.md'],
  ['denial', Object.keys(denialCodes), 'denials.md'],
] as const) {
  test(`every ${what} code is used`, () => {
    const unused = codes.filter((code) => !source.includes(`'${code}'`));
    assert.equal(unused.length, 0, listed(unused));
  });

  test(`every ${what} code is documented, and nothing else is`, () => {
    assert.deepEqual(documented(page), codes);
  });
}

test('codes that pages name exist', () => {
  const known = new Set<string>([...Object.keys(errorCodes), ...Object.keys(denialCodes)]);
  // Variables of the environment are read in the sources by their names.
  const other = new Set(['SCREAMING_SNAKE', ...(source.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [])]);
  const breaches = filesUnder('docs', '.md').flatMap((file) =>
    [...read(file).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)]
      .map((match) => match[1]!)
      .filter((code) => !known.has(code) && !other.has(code))
      .map((code) => `${file} names ${code}`),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});
