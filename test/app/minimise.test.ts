import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimiseRun } from '../../src/app/minimise.js';
import { aFinding, aRun } from '../store/store-suite.js';

const exchange = {
  actor: 'alice',
  request: { method: 'POST', url: 'http://a/orders?email=ada%40x.org', headers: [], body: '{"email":"ada@x.org"}' },
  response: { status: 200, headers: [], body: '{"owner":{"email":"bob@x.org"},"total":7}' },
  millis: 3,
} as const;
const step = { name: 'attack', outcome: 'worked', status: 200, exchanges: [exchange] } as const;
const run = aRun([aFinding('f', { evidence: [{ kind: 'attack', summary: 'read', exchange }] })], {
  proof: {
    finding: 'f',
    verdict: 'proved',
    because: 'it is',
    attackDirect: step,
    controlThrough: step,
    variants: [step],
  },
});
const tokenOf = () => 'tok';

test('no value of a class is left in evidence and proof, and all else is', () => {
  const kept = minimiseRun(run, { classOf: new Map([['email', 'email']]), tokenOf });
  assert.doesNotMatch(JSON.stringify(kept), /ada|bob/);
  const { request, response } = kept.findings[0]!.evidence[0]!.exchange!;
  assert.equal(request.url, 'http://a/orders?email=a***%40x.org');
  assert.equal(request.body, '{"email":"a***@x.org"}');
  assert.equal(response.body, '{"owner":{"email":"b***@x.org"},"total":7}');
  assert.equal(JSON.stringify(kept).match(/total/g)!.length, 4);
});

test('a policy without classes changes nothing', () => {
  assert.equal(minimiseRun(run, { classOf: new Map(), tokenOf }), run);
});
