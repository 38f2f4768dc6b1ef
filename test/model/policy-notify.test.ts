import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { PortcullisErrors } from '../../src/core/errors.js';
import { loadProject } from '../../src/model/project.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-notify-'));
after(() => fs.rmSync(folder, { recursive: true }));
fs.writeFileSync(
  path.join(folder, 'openapi.json'),
  JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths: {} }),
);

async function notifyOf(notify: unknown) {
  const policyFile = path.join(folder, 'portcullis.yaml');
  const apis = { a: { contract: 'openapi.json', upstream: { url: 'http://127.0.0.1:1' } } };
  fs.writeFileSync(policyFile, JSON.stringify({ version: 1, apis, ...(notify === undefined ? {} : { notify }) }));
  return (await loadProject({ policyFile, today: new Date() })).notify;
}

/** The errors in one text. */
async function fault(notify: unknown): Promise<string> {
  const error = await notifyOf(notify).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  assert.ok(error, 'it was refused');
  const all = error instanceof PortcullisErrors ? error.errors : [error];
  return all.map((each) => `${(each as { code?: string }).code} ${each.message}`).join('\n');
}

const hook = { webhook: 'https://hooks.example.com/x', secret: '${env:HOOK}' };
const mail = { server: 'smtps://mail.example.com', from: 'gw@example.com', to: ['soc@example.com'] };

describe('notify of the policy', () => {
  test('tells nobody when it says nothing', async () => assert.equal((await notifyOf(undefined)).size, 0));

  test('tells detections at once, the same once an hour, when it names only whom', async () => {
    assert.deepEqual((await notifyOf({ oncall: hook })).get('oncall'), {
      query: 'kind:detection',
      repeatSeconds: 3600,
      digestSeconds: 0,
      urgent: 'critical',
      channel: hook,
    });
  });

  test('names files beside the policy, and hours by UTC when it names no zone', async () => {
    const quietHours = { from: '22:00', until: '07:00' };
    const desk = (await notifyOf({ desk: { mail: { ...mail, ca: 'ca.pem' }, quietHours, urgent: 'high' } })).get(
      'desk',
    );
    assert.deepEqual(desk?.channel, { mail: { ...mail, ca: path.join(folder, 'ca.pem') } });
    assert.deepEqual(desk?.quietHours, { ...quietHours, timeZone: 'UTC' });
  });

  test('takes secrets as references only', async () => {
    assert.match(await fault({ x: { ...hook, secret: 'whsec_abcdef' } }), /POLICY_SECRET_INLINE/);
    const password = { ...mail, user: 'u', password: 'hunter2' };
    assert.match(await fault({ x: { mail: password } }), /POLICY_SECRET_INLINE/);
    await notifyOf({ x: { ...hook, webhook: '${vault:hook}' } });
  });

  const refused: Record<string, readonly [unknown, RegExp]> = {
    'a webhook without a secret': [{ x: { webhook: hook.webhook } }, /POLICY_INVALID/],
    'a password without a user': [{ x: { mail: { ...mail, password: '${env:P}' } } }, /belong together/],
    'a time zone that there is not': [
      { x: { ...hook, quietHours: { from: '22:00', until: '07:00', timeZone: 'Mars/Base' } } },
      /no time zone Mars\/Base/,
    ],
    'hours that end when they begin': [{ x: { ...hook, quietHours: { from: '22:00', until: '22:00' } } }, /same time/],
    'a time that is none': [{ x: { ...hook, quietHours: { from: '25:00', until: '07:00' } } }, /POLICY_INVALID/],
    'a name that is no file name': [{ '../x': hook }, /cannot be the name/],
    'a mail to nobody': [{ x: { mail: { ...mail, to: [] } } }, /POLICY_INVALID/],
    'an address that carries a second header': [
      { x: { mail: { ...mail, to: ['a@example.com\nBcc: b@example.com'] } } },
      /POLICY_INVALID/,
    ],
  };
  for (const [what, [notify, message]] of Object.entries(refused)) {
    test(`refuses ${what}`, async () => assert.match(await fault(notify), message));
  }
});
