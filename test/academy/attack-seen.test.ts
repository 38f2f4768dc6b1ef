import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAttack, subjectOf, type LabExchange } from '../../src/academy/attack-seen.js';

const token = (claims: object) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

const exchange: LabExchange = {
  method: 'GET',
  url: '/orders/7?full=1',
  authorization: token({ sub: 'bob' }),
  body: '',
  status: 200,
  answer: 'content-type: application/json\n\n{"customer":"alice"}',
};

describe('the attack of a lesson', () => {
  it('is told by what was asked, by whom, and what came back', () => {
    const pattern = { call: String.raw`GET /orders/\d+.*`, by: 'bob', status: 200, answer: 'alice', times: 1 };
    assert.equal(isAttack(pattern, exchange), true);
    assert.equal(isAttack({ ...pattern, by: 'eve' }, exchange), false);
    assert.equal(isAttack({ ...pattern, status: 403 }, exchange), false);
    assert.equal(isAttack({ ...pattern, answer: 'carol' }, exchange), false);
    assert.equal(isAttack({ ...pattern, call: 'GET /orders' }, exchange), false, 'the whole call must match');
    assert.equal(isAttack({ ...pattern, body: '.' }, exchange), false);
  });

  it('knows who calls by the token alone, and nobody without one', () => {
    assert.equal(subjectOf(token({ sub: 104 })), '104');
    for (const wrong of [undefined, '', 'Basic YTpi', 'Bearer abc', 'Bearer a.%%%.c', 'Bearer a.bm9qc29u.c'])
      assert.equal(subjectOf(wrong), 'none', String(wrong));
  });
});
