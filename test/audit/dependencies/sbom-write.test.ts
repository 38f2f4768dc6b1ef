import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readLockfile } from '../../../src/audit/dependencies/lockfile.js';
import { sbomOf } from '../../../src/audit/dependencies/sbom-write.js';
import { npmLock } from '../describe-estate-rule.js';

const options = { version: '1.2.3', timestamp: '2026-11-25T12:00:00.000Z' };

const root = process.env.PORTCULLIS_ROOT ?? process.cwd();
const schema = (name: string): object =>
  JSON.parse(
    readFileSync(
      path.join(root, 'node_modules/@cyclonedx/cyclonedx-library/res/schema', `${name}.SNAPSHOT.schema.json`),
      'utf8',
    ),
  ) as object;

/** The schema of CycloneDX 1.6, as its own library ships it. */
const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'idn-email': /@/, 'iri-reference': /^\S*$/ } });
addFormats.default(ajv);
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
  ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
}
const validate = ajv.compile(schema('bom-1.6'));

function faultsOf(sbom: object): unknown {
  return validate(JSON.parse(JSON.stringify(sbom))) ? null : validate.errors;
}

const lock = readLockfile({
  file: 'package-lock.json',
  text: npmLock(
    {
      '@scope/a': { dependencies: { b: '1' }, license: '(MIT OR GPL-2.0-only)' },
      b: { license: 'SEE LICENSE IN LICENSE.txt', resolved: 'https://user:secret@npm.example.com/b.tgz' },
      c: { license: undefined, optional: true },
      d: {},
    },
    { dependencies: { '@scope/a': '1' }, optionalDependencies: { c: '1' }, devDependencies: { d: '1' } },
  ),
});

it('is valid against the schema of CycloneDX 1.6, and what is broken is not', () => {
  const sbom = sbomOf(lock, options);
  assert.equal(faultsOf(sbom), null);
  assert.notEqual(faultsOf({ ...sbom, components: [{ type: 'thing', name: 1 }] }), null);
});

it('names each package with its use, licence, digest, and what it needs', () => {
  const { components, dependencies } = sbomOf(lock, options);
  const [a, b, c, d] = components;
  assert.deepEqual([a!.group, a!.name, a!.purl, a!.scope], ['@scope', 'a', 'pkg:npm/%40scope/a@1.0.0', 'required']);
  assert.deepEqual([c!.scope, d!.scope], ['optional', 'excluded']);
  assert.deepEqual(a!.licenses, [{ expression: 'MIT OR GPL-2.0-only' }]);
  assert.deepEqual(d!.licenses, [{ license: { id: 'MIT' } }]);
  assert.deepEqual(b!.licenses, [{ license: { name: 'SEE LICENSE IN LICENSE.txt' } }]);
  assert.equal(c!.licenses, undefined);
  assert.equal(a!.hashes![0]!.alg, 'SHA-512');
  assert.equal(a!.hashes![0]!.content.length, 128);
  assert.deepEqual(dependencies.find(({ ref }) => ref === '@scope/a@1.0.0')!.dependsOn, ['b@1.0.0']);
  assert.deepEqual(dependencies[0], { ref: 'project', dependsOn: ['@scope/a@1.0.0', 'c@1.0.0', 'd@1.0.0'] });
});

it('gives out no name and password of an address', () => {
  assert.ok(!JSON.stringify(sbomOf(lock, options)).includes('secret'));
});

it('of our own lockfile is valid, and reads back with the same packages and ways', () => {
  const file = path.join(root, 'package-lock.json');
  const own = readLockfile({ file, text: readFileSync(file, 'utf8') });
  const sbom = sbomOf(own, options);
  assert.equal(faultsOf(sbom), null);
  const back = readLockfile({ file: 'bom.json', text: JSON.stringify(sbom) });
  const ids = (dependencies: readonly { readonly id: string }[]) =>
    [...new Set(dependencies.map(({ id }) => id))].sort();
  assert.deepEqual(ids(back.dependencies), ids(own.dependencies));
  assert.deepEqual([...back.direct].sort(), [...own.direct].sort());
});
