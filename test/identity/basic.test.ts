import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { hashPassword, readPasswordFile } from '../../src/identity/password-file.js';
import { startGuarded } from './guarded.js';

let line: string;
before(async () => {
  line = `alice:${await hashPassword('pa:ss wörd')}`;
});

function start(t: TestContext, users: Record<string, unknown> = { alice: { roles: ['customer'] } }, file = line) {
  return startGuarded(t, {
    securitySchemes: { login: { type: 'http', scheme: 'basic' } },
    operations: { orders: [{ login: [] }] },
    schemes: { login: { basic: { file: 'users.txt', users } } },
    files: { 'users.txt': file },
  });
}

const as = (name: string, password: string) => ({
  headers: { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` },
});

test('a user with the right password passes, and the second time without the slow work', async (t) => {
  const { call, events } = await start(t);
  assert.equal((await call('/orders', as('alice', 'pa:ss wörd'))).status, 200);
  assert.equal(events.at(-1)?.principalId, 'user:login:alice');
  const began = performance.now();
  const again = await call('/orders', as('alice', 'pa:ss wörd'));
  assert.equal(again.status, 200);
  assert.ok(performance.now() - began < 200);
});

test('wrong passwords, unknown users and malformed credentials are refused alike', async (t) => {
  const { call, events } = await start(t);
  const rows: [string, string][] = [
    ['wrong password', as('alice', 'wrong').headers.authorization],
    ['unknown user', as('mallory', 'pa:ss wörd').headers.authorization],
    ['no colon', `Basic ${Buffer.from('alice').toString('base64')}`],
    ['no name', `Basic ${Buffer.from(':x').toString('base64')}`],
    ['not base64', 'Basic alice:x'],
    ['nothing', 'Basic'],
    ['a line break', `Basic ${Buffer.from('alice:pa\n').toString('base64')}`],
    ['not UTF-8', `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}`],
  ];
  for (const [what, authorization] of rows) {
    const answer = await call('/orders', { headers: { authorization } });
    assert.deepEqual([answer.status, answer.code], [401, 'credential-invalid'], what);
    assert.equal(answer.challenge, 'Basic realm="test", charset="UTF-8"', what);
  }
  const missing = await call('/orders');
  assert.deepEqual([missing.code, missing.challenge], ['credential-missing', 'Basic realm="test", charset="UTF-8"']);
  assert.doesNotMatch(JSON.stringify(events), /wörd|YWxpY2U/);
});

test('a user that is taken out of the file is out within ten seconds', async (t) => {
  const { call, folder, pass } = await start(t);
  assert.equal((await call('/orders', as('alice', 'pa:ss wörd'))).status, 200);
  fs.writeFileSync(path.join(folder, 'users.txt'), '# nobody\n');
  pass(11);
  await call('/orders', as('alice', 'pa:ss wörd'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await call('/orders', as('alice', 'pa:ss wörd'))).status, 401);
});

test('a password file that cannot be trusted is refused at load, with the line', () => {
  const weak = line.replace('ln=17', 'ln=14');
  for (const text of [
    weak,
    'alice:secret',
    line.slice(1).replace(/^[^:]*/, ''),
    `${line}\n${line}`,
    'alice:$2b$10$x',
  ]) {
    assert.throws(
      () => readPasswordFile(`# users\n${text}`, 'users.txt'),
      (error: { code?: string; place?: { line: number } }) =>
        error.code === 'POLICY_INVALID' && error.place!.line === (text.includes('\n') ? 3 : 2),
      text.slice(0, 30),
    );
  }
  assert.deepEqual([...readPasswordFile(`\n# users\n${line}\r\n`, 'users.txt').keys()], ['alice']);
});

test('a user of the policy that the file does not have is refused at load', async (t) => {
  await assert.rejects(start(t, { bob: {} }), { code: 'POLICY_UNKNOWN_NAME', message: /users\.txt has no user "bob"/ });
});
