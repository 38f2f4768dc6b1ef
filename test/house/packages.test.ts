import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exists, filesUnder, importsOf, listed, read, readJson } from './repository.js';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly version: string;
  readonly license?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const manifest = readJson('package.json') as Manifest;
const lock = readJson('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const locked = Object.entries(lock.packages).filter(([folder]) => folder !== '');

/** Licences under which the text may be passed on inside dist/. */
const permissive = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'PSF-2.0',
  'Python-2.0',
]);

test('versions are pinned exactly', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  assert.deepEqual(loose, []);
});

test('every locked package has its digest', () => {
  const breaches = locked.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([folder]) => folder);
  assert.equal(breaches.length, 0, listed(breaches));
  assert.ok(locked.length > 20, 'the lock was read');
});

test('every locked package comes from the public registry', () => {
  const breaches = locked
    .filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
    .map(([folder, { resolved }]) => `${folder} from ${resolved}`);
  assert.equal(breaches.length, 0, listed(breaches));
});

test('no package runs a script on installation but the known ones, and those are switched off', () => {
  const withScripts = locked.filter(([, entry]) => entry.hasInstallScript).map(([folder]) => folder);
  assert.deepEqual(withScripts, [
    'node_modules/@photostructure/sqlite',
    'node_modules/esbuild',
    'node_modules/protobufjs',
  ]);
  for (const folder of withScripts) assert.equal(manifest.allowScripts[folder.slice('node_modules/'.length)], false);
});

test('what ships has permissive licences', () => {
  const breaches = locked
    .filter(([folder, entry]) => !entry.dev && exists(`${folder}/package.json`))
    .map(([folder]) => ({ folder, license: (readJson(`${folder}/package.json`) as Manifest).license ?? 'none' }))
    .filter(({ license }) => !permissive.has(license));
  assert.equal(breaches.length, 0, listed(breaches.map(({ folder, license }) => `${folder}: ${license}`)));
});

test('what is installed is what is locked', () => {
  const breaches = locked
    .filter(([folder]) => exists(`${folder}/package.json`))
    .filter(([folder, { version }]) => (readJson(`${folder}/package.json`) as Manifest).version !== version)
    .map(([folder]) => folder);
  assert.equal(breaches.length, 0, listed(breaches));
});

/** The package of an import: `ajv` for `ajv/dist/2020.js`. */
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

test('every dependency is used by the product, and everything that it uses is a dependency', () => {
  const files = filesUnder('src', '.ts').filter((file) => !file.endsWith('.d.ts'));
  const used = new Set(
    files
      .flatMap((file) => importsOf(read(file)))
      .filter((specifier) => !/^[.]|^node:|^catalog(?:-lazy)?:/.test(specifier))
      .map(packageOf),
  );
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const declared = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const unused = declared.filter((name) => !used.has(name)).map((name) => `${name} is a dependency and not used`);
  const missing = [...used].filter((name) => !declared.includes(name)).map((name) => `${name} is used, not declared`);
  assert.equal(unused.length + missing.length, 0, listed([...unused, ...missing]));
});
