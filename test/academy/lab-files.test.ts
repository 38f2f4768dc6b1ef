import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labAnswers, labContract, labPolicy, labShell } from '../../src/academy/lab-files.js';
import { findLesson } from '../../src/app/learn-files.js';

const at = { gateway: '127.0.0.1:8001', service: '127.0.0.1:8002' };

test('a policy has its addresses, the lesson its own lines in their section', () => {
  const lesson = findLesson('3');
  const text = labPolicy('listen:\n  - address: {gateway}\n    #+ listen\n  {login}\n  ${file:x}', lesson, at);
  assert.match(text, /address: 127\.0\.0\.1:8001\n {4}# The load balancer.*\n {4}trustedProxies/);
  assert.match(text, /\$\{file:x\}$/, 'references stay');
  const plain = labPolicy('  {login}\n  #+ operations', findLesson('1'), at);
  assert.equal(plain, '  login: { public: true }');
});

test('a contract that changed under a lesson is told, not passed over', () => {
  const lesson = findLesson('7');
  assert.throws(() => labContract('paths: {}', lesson), { code: 'INTERNAL', message: /07-budgets/ });
  assert.equal(labContract('paths: {}', findLesson('1')), 'paths: {}');
});

test('the shell file names the addresses, and the program also where its path has quotes', () => {
  const text = labShell(at, "/tmp/it's/main.mjs");
  assert.match(text, /^GATEWAY=http:\/\/127\.0\.0\.1:8001$/m);
  assert.ok(text.includes(String.raw`node '/tmp/it'\''s/main.mjs'`));
});

test('answers that are wanted are asked for by name, and not given away', () => {
  assert.equal(labAnswers(findLesson('1')), undefined);
  assert.match(labAnswers(findLesson('19'))!, /^customer: ''\noperation: ''\nreads: ''\n$/m);
});
