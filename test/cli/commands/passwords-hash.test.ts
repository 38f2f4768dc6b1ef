import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fitsPassword, readPasswordFile } from '../../../src/identity/password-file.js';
import { Project } from '../bench.js';

const project = new Project();
after(() => project.close());

test('the line that is printed can be read by the gateway and fits the password', async () => {
  const { code, stdout } = await project.runWith(
    { SECRET: 'pä:ss' },
    'passwords',
    'hash',
    'alice',
    '--password',
    '${env:SECRET}',
  );
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /pä:ss/);
  const hash = readPasswordFile(stdout, 'users.txt').get('alice')!;
  assert.equal(await fitsPassword('pä:ss', hash), true);
  assert.equal(await fitsPassword('pass', hash), false);
});

test('a password in the command, a name with a colon and a variable that is not set are refused', async () => {
  const rows: [string[], RegExp][] = [
    [['alice', '--password', 'hunter2'], /must not stand in the command.*\[USAGE\]/s],
    [['alice'], /must not stand in the command/],
    [['a:b', '--password', '${env:SECRET}'], /name of the user cannot be used/],
    [['alice', '--password', '${env:NOT_SET}'], /\[POLICY_SECRET_MISSING\]/],
  ];
  for (const [args, expected] of rows) {
    const { code, stderr } = await project.runWith({ SECRET: 'x' }, 'passwords', 'hash', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /hunter2/);
  }
});
