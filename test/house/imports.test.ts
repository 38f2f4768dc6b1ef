import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogFolders, filesUnder, importsOf, listed, read, roomOf, targetOf } from './repository.js';

/** Who may import whom, besides its own room and core. The same table stands in docs/architecture.md. */
const mayImport: Readonly<Record<string, readonly string[] | 'all'>> = {
  core: [],
  model: [],
  vault: [],
  store: [],
  inspection: [],
  // A verifier is compiled from the model: everything downstream of the contract reads it.
  identity: ['model', 'vault', 'store'],
  telemetry: ['store', 'vault'],
  audit: ['model'],
  egress: ['model'],
  vendors: ['model', 'audit'],
  pentest: ['model'],
  patching: ['model'],
  gateway: ['model', 'identity', 'inspection', 'vault', 'store', 'telemetry'],
  report: [],
  academy: [],
  portal: ['model', 'audit'],
  // What was recorded, and how it is shown: nothing of the gateway, and no connection.
  incidents: ['model', 'store', 'telemetry', 'evidence', 'report'],
  evidence: ['model', 'store', 'telemetry', 'report'],
  app: 'all',
  console: 'all',
  cli: 'all',
  index: 'all',
  middleware: 'all',
};

const files = filesUnder('src', '.ts').filter((file) => !file.endsWith('.d.ts'));

/** Every import that leaves its room. */
const crossings = files.flatMap((file) =>
  importsOf(read(file)).flatMap((specifier) => {
    const target = targetOf(file, specifier);
    return target === undefined || roomOf(target) === roomOf(file) ? [] : [{ file, target }];
  }),
);

test('the reader of imports sees types, re-exports, side effects, catalogues and dynamic imports', () => {
  const text = [
    "import type { A } from './a.js';",
    "import {\n  b,\n  c,\n} from './b.js';",
    "export * from './c.js';",
    "export { type D } from './d.js';",
    "import './e.js';",
    "import files from 'catalog:./f';",
    "  const later = await import('./g.js');",
    "  type H = import('./h.js').H;",
    "export const text = 'x from';",
    " * `import nothing from './comment.js'`",
  ].join('\n');
  assert.deepEqual(importsOf(text), [
    './a.js',
    './b.js',
    './c.js',
    './d.js',
    './e.js',
    'catalog:./f',
    './g.js',
    './h.js',
  ]);
});

test('every room has its list of rooms that it may import', () => {
  const rooms = [...new Set(files.map(roomOf))];
  assert.deepEqual(
    rooms.filter((room) => !Object.hasOwn(mayImport, room)),
    [],
  );
  assert.ok(rooms.length >= 10, 'the sources were found');
});

test('rooms import downward only, types too', () => {
  const breaches = crossings.filter(({ file, target }) => {
    const allowed = mayImport[roomOf(file)] ?? [];
    const to = roomOf(target);
    return allowed !== 'all' && to !== 'core' && !allowed.includes(to);
  });
  assert.equal(breaches.length, 0, listed(breaches.map(({ file, target }) => `${file} imports ${target}`)));
});

test('nobody imports the command line or the library entry, and only they and the console import app', () => {
  const breaches = crossings.filter(({ file, target }) => {
    const to = roomOf(target);
    return (
      to === 'cli' ||
      to === 'index' ||
      (to === 'app' && !['cli', 'console', 'index', 'middleware'].includes(roomOf(file)))
    );
  });
  assert.equal(breaches.length, 0, listed(breaches.map(({ file, target }) => `${file} imports ${target}`)));
});

test('the scanner never sees the code of what it attacks, not even through others', () => {
  const next = new Map(files.map((file) => [file, localTargets(file)]));
  const seen = new Set(files.filter((file) => roomOf(file) === 'pentest' || roomOf(file) === 'patching'));
  for (const file of seen) for (const target of next.get(file) ?? []) seen.add(target);
  const breaches = [...seen].filter((file) => ['gateway', 'identity', 'store', 'app'].includes(roomOf(file)));
  assert.equal(breaches.length, 0, listed(breaches));
});

function localTargets(file: string): readonly string[] {
  return importsOf(read(file)).flatMap((specifier) => {
    const target = targetOf(file, specifier);
    return target === undefined ? [] : [target.replace(/\.js$/, '.ts')];
  });
}

test('entries of a catalogue never import each other', () => {
  const breaches = catalogFolders().flatMap(({ folder, entries }) =>
    entries.flatMap((entry) =>
      localTargets(entry)
        .filter((target) => target.startsWith(`${folder}/`))
        .map((target) => `${entry} imports ${target}`),
    ),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

test('a dynamic import names its module', () => {
  const breaches = files.filter((file) => /\bimport\((?!\s*['"])/.test(read(file)));
  assert.equal(breaches.length, 0, listed(breaches));
});
