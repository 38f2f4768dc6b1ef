import assert from 'node:assert/strict';
import { it } from 'node:test';
import { optionalPackage } from '../../src/core/optional-package.js';

it('an optional package that is not installed is named, with what to do', async () => {
  const name = '@nobody/has-this';
  await assert.rejects(
    optionalPackage(name, () => import(name)),
    { code: 'USAGE', message: /@nobody\/has-this/, hint: 'npm install @nobody/has-this' },
  );
});

it('a package that is there comes as it is, and its own faults stay its own', async () => {
  assert.equal((await optionalPackage('node:path', () => import('node:path'))).sep, '/');
  const fault = new Error('broken inside');
  await assert.rejects(
    optionalPackage('x', () => Promise.reject(fault)),
    fault,
  );
});
