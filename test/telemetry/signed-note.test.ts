import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  formatVerifier,
  noteKeyId,
  parseNote,
  parseVerifier,
  signNote,
  verifyNote,
} from '../../src/telemetry/signed-note.js';

/** A public vector of the note format: the verifier and the note it signed. */
const verifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text =
  'If you think cryptography is the answer to your problem,\nthen you don\u2019t know what your problem is.\n'.replace(
    '\u2019',
    "'",
  );
const signature = 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
const note = `${text}\n\u2014 PeterNeumann ${signature}\n`;

/** The test key 1 of RFC 8032 7.1. */
const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x!, 'base64url');
const own = { name: 'example.com/log', publicKey };

describe('signed notes', () => {
  test('of another implementation verify', () => {
    const key = parseVerifier(verifier)!;
    assert.equal(noteKeyId(key).toString('hex'), 'c74f20a3');
    assert.equal(formatVerifier(key), verifier);
    assert.ok(verifyNote(parseNote(note)!, key));
  });

  test('are read again, and verify with the key alone', () => {
    const made = signNote('one\n\ntwo\n', own, privateKey);
    const parsed = parseNote(made)!;
    assert.equal(parsed.text, 'one\n\ntwo\n');
    assert.ok(verifyNote(parsed, parseVerifier(formatVerifier(own))!));
    assert.ok(!verifyNote(parsed, { ...own, name: 'example.com/other' }));
    assert.ok(!verifyNote(parsed, parseVerifier(verifier)!));
  });

  test('do not verify when a byte of the text or of the signature is another', () => {
    const key = parseVerifier(verifier)!;
    assert.ok(!verifyNote(parseNote(note.replace('answer', 'Answer'))!, key));
    assert.ok(!verifyNote(parseNote(note.replace('x08go/ZJ', 'x08go/ZK'))!, key));
  });

  test('take a second signature of somebody else', () => {
    const both = `${note}\u2014 example.com/witness ${Buffer.alloc(68).toString('base64')}\n`;
    assert.ok(verifyNote(parseNote(both)!, parseVerifier(verifier)!));
  });

  for (const [what, bad] of [
    ['no signature', text],
    ['no last line end', note.slice(0, -1)],
    ['a hyphen in place of the dash', note.replace('\u2014', '-')],
    ['a control character', note.replace('If', '\u0007If')],
    ['a name with a plus', note.replace('PeterNeumann', 'Peter+Neumann')],
    ['nothing', ''],
    ['no base64', note.replace(signature, '!!!')],
  ] as const) {
    test(`with ${what} are none`, () => assert.equal(parseNote(bad), undefined));
  }

  test('a verifier whose id is not that of its key is none', () => {
    assert.equal(parseVerifier(verifier.replace('c74f20a3', 'c74f20a4')), undefined);
    assert.equal(parseVerifier('nothing'), undefined);
  });
});
