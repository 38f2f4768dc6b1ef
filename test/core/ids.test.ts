import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fingerprint, sha256, uuidv7 } from '../../src/core/ids.js';

describe('a UUID of version 7', () => {
  it('has version, variant and the time in front (RFC 9562 5.7)', () => {
    const id = uuidv7(0x0123_4567_89ab);
    assert.match(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by time, as text', () => {
    const times = [1, 1_000, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47];
    const ids = times.map((time) => uuidv7(time));
    assert.deepEqual([...ids].sort(), ids);
  });

  it('is another one each time, in the same millisecond too', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, () => uuidv7(5))).size, 1000);
  });
});

describe('hashes', () => {
  it('are those of the standard (FIPS 180-4)', () => {
    assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(sha256(new Uint8Array([0x61, 0x62, 0x63])), sha256('abc'));
  });

  it('of a finding are 16 digits, stable, and tell the parts apart', () => {
    assert.equal(fingerprint('rule', 'getOrder', 'path'), fingerprint('rule', 'getOrder', 'path'));
    assert.match(fingerprint('a'), /^[0-9a-f]{16}$/);
    assert.notEqual(fingerprint('ab', 'c'), fingerprint('a', 'bc'));
    assert.notEqual(fingerprint('a', ''), fingerprint('a'));
  });
});
