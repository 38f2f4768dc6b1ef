import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWorkerMessage, workerError } from '../../src/app/worker-protocol.js';
import { formatError, PortcullisError } from '../../src/core/errors.js';

describe('an error of a worker', () => {
  it('is the same here as it was there: code, words, exit code', () => {
    const place = { file: 'portcullis.yaml', line: 3, column: 1 };
    const text = formatError(
      new PortcullisError('POLICY_INVALID', 'wrong', { place, expected: 'right', hint: 'do this' }),
    );
    const error = workerError({ type: 'failed', code: 'POLICY_INVALID', text, exitCode: 2 });
    assert.equal(formatError(error), text);
    assert.equal(error.exitCode, 2);
  });

  it('that is a fault of ours keeps its stack out of the message', () => {
    const error = workerError({ type: 'failed', code: 'INTERNAL', text: 'TypeError: hunter2\n    at x', exitCode: 4 });
    assert.equal(formatError(error), 'The gateway worker failed [INTERNAL]');
    assert.match(error.detail ?? '', /hunter2/);
  });

  it('is also what was not asked for', () => {
    assert.equal(workerError({ type: 'prepared', digest: 'd' }).code, 'INTERNAL');
  });
});

describe('a message of a worker', () => {
  it('is told from what else a process may send', () => {
    assert.ok(isWorkerMessage({ type: 'ready', urls: [], digest: 'd' }));
    for (const other of [undefined, null, 'ready', 7, {}]) assert.ok(!isWorkerMessage(other));
  });
});
