import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-dns-limits-issuers.js';
import { aSubject, states, withZone } from '../subject.js';

const subject = (domain: string) => aSubject({ policy: { domain } });

test('CAA of the name or of one above it limits who issues certificates', async () => {
  const zone = {
    'pay.test': {},
    'acme.test': { CAA: [['issue letsencrypt.org']] },
    'api.acme.test': {},
    'mail.test': { CAA: [['iodef mailto:a@mail.test']] },
  };
  await withZone(zone, async (tools) => {
    assert.deepEqual(await states(probe, subject('pay.test'), tools), ['finding caa']);
    assert.deepEqual(await states(probe, subject('acme.test'), tools), ['well']);
    assert.deepEqual(await states(probe, subject('api.acme.test'), tools), ['well']);
    assert.deepEqual(await states(probe, subject('mail.test'), tools), ['finding caa']);
    assert.deepEqual(await states(probe, aSubject(), tools), []);
  });
});
