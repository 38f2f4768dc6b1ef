import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { denialCodeOf, denialCodes, denialType, type DenialCode } from '../../src/core/denials.js';

const codes = Object.keys(denialCodes) as DenialCode[];

describe('the type of a denial', () => {
  it('is a URN in small letters that names the code, both ways', () => {
    assert.equal(denialType('ROLE_MISSING'), 'urn:portcullis:denial:role-missing');
    for (const code of codes) assert.equal(denialCodeOf(denialType(code)), code);
  });

  for (const foreign of ['about:blank', '', undefined, 7, 'urn:portcullis:denial:', 'urn:portcullis:denial:to-string'])
    it(`is not read from ${JSON.stringify(foreign)}`, () => assert.equal(denialCodeOf(foreign), undefined));
});

describe('every denial', () => {
  it('has an error status and a public title that names nobody', () => {
    for (const code of codes) {
      const { status, title } = denialCodes[code];
      assert.ok(status >= 400 && status < 600, code);
      assert.match(title, /^[A-Z][^.]+$/);
    }
  });

  it('hides whether an object exists', () => assert.equal(denialCodes.OBJECT_NOT_OWNED.status, 404));
});
