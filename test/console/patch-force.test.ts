import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { uuidv7 } from '../../src/core/ids.js';
import { findingOf, replayOf } from '../patching/fixture.js';
import { aRun } from '../store/store-suite.js';
import { policyText, startFixture, type Fixture } from './fixture.js';

const finding = {
  ...findingOf('undocumented-parameter', {
    operationId: 'listProducts',
    part: { in: 'query', name: 'debug' },
    replay: replayOf({ path: '/products?debug=true' }),
  }),
  api: 'shop',
};
const target = `/findings/${finding.fingerprint}/patch`;

let fixture: Fixture;
before(async () => {
  const policy = policyText.replace('public: true', 'public: true, unknownParameters: allow');
  fixture = await startFixture({}, { 'portcullis.yaml': policy });
  const store = await fixture.app.store();
  await store.findings.recordRun(aRun([finding], { kind: 'pentest' }), { apis: ['shop'] });
  const time = Date.now() - 60_000;
  const call = { time, kind: 'access', outcome: 'allowed', severity: 'info', api: 'shop', status: 200 } as const;
  const events = ['param:debug', undefined].map((signals) => ({
    ...call,
    id: uuidv7(time),
    operationId: 'listProducts',
    principalId: 'ann',
    ...(signals === undefined ? {} : { signals }),
  }));
  await store.events.insert(events);
});
after(() => fixture.close());

const patches = () => fs.existsSync(path.join(fixture.folder, 'portcullis.patches.yaml'));

describe('a patch that would have denied honest calls', () => {
  it('is refused with the numbers, and nothing is written', async () => {
    const { status, json } = await fixture.call('POST', target, { as: 'operator' });
    assert.equal(status, 422);
    assert.equal(json['code'], 'PATCH_TOO_WIDE');
    assert.match(json['detail'] as unknown as string, /1 of 2 calls/);
    assert.equal(patches(), false);
  });

  it('goes into force when a person says so', async () => {
    const { status, json, text } = await fixture.call('POST', `${target}?force=true`, { as: 'operator' });
    assert.equal(status, 200, text);
    assert.match(json['cli'] as unknown as string, /--apply --force$/);
    assert.equal(patches(), true);
  });
});
