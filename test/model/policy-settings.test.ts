import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { PortcullisError } from '../../src/core/errors.js';
import { loadProject } from '../../src/model/project.js';
import { readPolicySettings } from '../../src/model/policy-settings.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-settings-'));
after(() => fs.rmSync(folder, { recursive: true }));

function policyWith(text: string): string {
  const contract = "openapi: 3.1.0\ninfo: { title: shop, version: '1' }\npaths: {}\n";
  fs.writeFileSync(path.join(folder, 'openapi.yaml'), contract);
  const file = path.join(folder, 'portcullis.yaml');
  const head = `version: 1\napis: { shop: { contract: openapi.yaml, upstream: { url: 'http://127.0.0.1:1' } } }\n`;
  fs.writeFileSync(file, head + text);
  return file;
}

describe('the settings of the main process', () => {
  it('are those of the whole project', async () => {
    const file = policyWith(
      "control: { address: '127.0.0.1:9901' }\neventLog: { retention: { accessDays: 3 } }\nschedules: { nightly: { run: pentest, cron: '0 3 * * *' } }\n",
    );
    const project = await loadProject({ policyFile: file });
    const settings = readPolicySettings(file);
    const same = Object.fromEntries(Object.keys(settings).map((name) => [name, project[name as keyof typeof project]]));
    assert.deepEqual(settings, same);
    const { eventLog, schedules } = settings;
    assert.equal(eventLog.retention.accessDays, 3);
    assert.equal(schedules.size, 1);
  });

  it('are read without the contracts', () => {
    const file = policyWith('');
    fs.rmSync(path.join(folder, 'openapi.yaml'));
    assert.equal(readPolicySettings(file).control, undefined);
  });

  for (const text of [
    'eventLog: { retention: { accessDays: none } }\n',
    "schedules: { x: { run: pentest, cron: 'never' } }\n",
  ])
    it(`are refused: ${text.trim()}`, () => {
      const isPolicyFault = (error: unknown) => error instanceof PortcullisError && error.code === 'POLICY_INVALID';
      assert.throws(() => readPolicySettings(policyWith(text)), isPolicyFault);
    });
});
