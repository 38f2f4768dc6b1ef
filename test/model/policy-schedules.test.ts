import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { PortcullisErrors, type PortcullisError } from '../../src/core/errors.js';
import { loadProject } from '../../src/model/project.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-schedules-'));
after(() => fs.rmSync(folder, { recursive: true }));
fs.writeFileSync(
  path.join(folder, 'openapi.json'),
  JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths: {} }),
);

async function schedulesOf(schedules: unknown) {
  const policyFile = path.join(folder, 'portcullis.yaml');
  const apis = { shop: { contract: 'openapi.json', upstream: { url: 'http://127.0.0.1:1' } } };
  fs.writeFileSync(policyFile, JSON.stringify({ version: 1, apis, schedules }, null, 1));
  return (await loadProject({ policyFile })).schedules;
}

/** The faults of one schedule, a line each. */
async function faults(schedule: unknown): Promise<string> {
  const error = await schedulesOf({ nightly: schedule }).then(
    () => assert.fail('it was taken'),
    (thrown: Error) => thrown,
  );
  const all = error instanceof PortcullisErrors ? error.errors : [error as PortcullisError];
  return all.map(({ message, place, expected }) => `${place?.line}: ${message}; expected ${expected}`).join('\n');
}

describe('schedules of the policy', () => {
  test('have defaults that touch nothing', async () => {
    const { get } = { get: (await schedulesOf({ nightly: { run: 'pentest', cron: '0 3 * * *' } })).get('nightly') };
    assert.deepEqual(get, {
      run: 'pentest',
      cron: '0 3 * * *',
      timeZone: 'UTC',
      onPolicyChange: false,
      minutes: 60,
      safety: 'read-only',
      through: false,
    });
  });

  test('must run some day', async () => {
    assert.match(await faults({ run: 'audit' }), /This would never run; expected cron, or onPolicyChange: true/);
    assert.match(await faults({ run: 'audit', cron: '0 0 31 2 *' }), /no such day comes/);
  });

  test('say what is wrong with a time, at its line', async () => {
    assert.match(await faults({ run: 'audit', cron: '61 3 * * *' }), /^14: "61 3 \* \* \*" is no time to run at/);
    assert.match(await faults({ run: 'audit', cron: '* * * * * *' }), /it has not five fields/);
    assert.match(await faults({ run: 'audit', cron: '0 3 * * *', timeZone: 'Mars/Base' }), /no time zone Mars\/Base/);
  });

  test('take settings of a pentest for a pentest only, and APIs that there are', async () => {
    assert.match(await faults({ run: 'prove', cron: '0 3 * * *', safety: 'writes' }), /safety means nothing for prove/);
    assert.match(await faults({ run: 'pentest', cron: '0 3 * * *', api: 'shpo' }), /no API "shpo"; expected shop/);
  });
});
