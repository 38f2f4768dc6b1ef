import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCodes, type ErrorCode } from '../../src/core/error-codes.js';
import { formatError, PortcullisError, PortcullisErrors } from '../../src/core/errors.js';

const place = { file: 'portcullis.yaml', line: 3, column: 5 };

describe('an error', () => {
  it('has the exit code of its code', () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      assert.equal(new PortcullisError(code, 'x').exitCode, errorCodes[code].exit);
    }
  });

  it('reads as place, message and code, then what was expected, then the way out', () => {
    const error = new PortcullisError('POLICY_INVALID', '"limit" is wrong', {
      place,
      expected: 'a number above 0',
      hint: 'did you mean 10?',
    });
    assert.equal(
      formatError(error),
      'portcullis.yaml:3:5: "limit" is wrong [POLICY_INVALID]\n  expected: a number above 0\n  did you mean 10?',
    );
  });

  it('shows neither detail nor cause', () => {
    const error = new PortcullisError('INTERNAL', 'broken', { detail: 'hunter2', cause: new Error('swordfish') });
    assert.equal(formatError(error), 'broken [INTERNAL]');
    assert.equal((error.cause as Error).message, 'swordfish');
  });

  it('indents every line of a hint', () => {
    assert.equal(formatError(new PortcullisError('USAGE', 'no', { hint: 'one\ntwo' })), 'no [USAGE]\n  one\n  two');
  });

  it('shows what it quotes as text: no terminal command, no forged line', () => {
    const text = formatError(
      new PortcullisError('NOT_FOUND', 'no \u001b[2J"\nall is well', {
        place: { ...place, file: 'a\u0007b' },
        hint: '\u009b0m',
      }),
    );
    assert.equal(text, 'a\\u{7}b:3:5: no \\u{1b}[2J"\\u{a}all is well [NOT_FOUND]\n  \\u{9b}0m');
  });
});

describe('several errors', () => {
  it('are one error that says how many there are, and lead with the first', () => {
    const first = new PortcullisError('POLICY_INVALID', 'one', { place, hint: 'a' });
    const errors = new PortcullisErrors([first, new PortcullisError('POLICY_UNKNOWN_NAME', 'two')]);
    assert.equal(errors.message, 'one (and 1 more)');
    assert.equal(errors.code, 'POLICY_INVALID');
    assert.deepEqual(errors.place, place);
    assert.equal(errors.hint, 'a');
    assert.deepEqual(
      errors.errors.map(({ message }) => message),
      ['one', 'two'],
    );
  });

  it('of which there is one read like that one', () => {
    assert.equal(new PortcullisErrors([new PortcullisError('USAGE', 'one')]).message, 'one');
  });
});
