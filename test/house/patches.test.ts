import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guards } from '../../src/gateway/guards.js';
import { families } from '../../src/patching/families.js';
import { filesUnder, listed, read } from './repository.js';

/** What the gateway does outside of guards, and patches may name: routing, and what is done to every answer. */
const stations = new Set(['forwarded-headers', 'route', 'hide-errors', 'response-headers', 'uniform-answer']);

test('guards that families and rules name are guards of the gateway', () => {
  const files = [...filesUnder('src/patching/families', '.ts'), ...filesUnder('src/audit/rules', '.ts')];
  const named = files.flatMap((file) =>
    [...read(file).matchAll(/(?:\b(?:patch|covered)\(|\bguard: )'([a-z-]+)'/g)].map((match) => ({
      file,
      id: match[1]!,
    })),
  );
  const breaches = named.filter(({ id }) => !guards.get(id) && !stations.has(id));
  assert.equal(breaches.length, 0, listed(breaches.map(({ file, id }) => `${file} names ${id}`)));
  assert.ok(named.length > 20, 'the names were found');
});

test('a check is closed by one family', () => {
  const closed = [...families].flatMap(({ closes }) => closes);
  assert.deepEqual(
    closed.filter((id, i) => closed.indexOf(id) !== i),
    [],
  );
});
