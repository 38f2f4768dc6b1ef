import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-alias-leads-somewhere.js';
import { aSubject, states, withZone } from '../subject.js';

const subject = (alias: string) => aSubject({ policy: { aliases: [alias] } });

test('an alias whose target does not exist is found, one that leads somewhere is not', async () => {
  const zone = {
    'pay.ours.test': { CNAME: [['gone.vendor.test']] },
    'good.ours.test': { CNAME: [['here.vendor.test']] },
    'here.vendor.test': { A: [['93.184.215.14']] },
    'plain.ours.test': { A: [['93.184.215.14']] },
  };
  await withZone(zone, async (tools) => {
    assert.deepEqual(await states(probe, subject('pay.ours.test'), tools), ['finding pay.ours.test']);
    assert.deepEqual(await states(probe, subject('good.ours.test'), tools), ['well']);
    assert.deepEqual(await states(probe, subject('plain.ours.test'), tools), ['well']);
    assert.deepEqual(await states(probe, aSubject(), tools), []);
  });
});
