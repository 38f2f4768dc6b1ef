import assert from 'node:assert/strict';
import { it } from 'node:test';
import { guards } from '../../src/gateway/guards.js';
import { answerRewrites, gatewayParts } from '../../src/patching/answer-rewrites.js';

it('what is no guard does not have the name of one', () => {
  for (const name of [...Object.keys(answerRewrites), ...Object.keys(gatewayParts)])
    assert.equal(guards.get(name), undefined, name);
});
