import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-dns-stops-forged-mail.js';
import { aSubject, states, withZone } from '../subject.js';

const zone = (spf: readonly string[], dmarc: readonly string[]) => ({
  'acme.test': { TXT: [['unrelated', ...spf]] },
  '_dmarc.acme.test': { TXT: [[...dmarc]] },
});
const cases: Record<string, [spf: string[], dmarc: string[], seen: string[]]> = {
  'both are strict': [['v=spf1 include:x.test -all'], ['v=DMARC1; p=reject'], ['well', 'well']],
  'there are none': [[], [], ['finding spf', 'finding dmarc']],
  'anybody may send': [['v=spf1 +all'], ['v=DMARC1; p=none'], ['finding spf-open', 'finding dmarc-none']],
  'two SPF records cancel each other': [
    ['v=spf1 -all', 'v=spf1 ~all'],
    ['v=DMARC1; p=quarantine'],
    ['finding spf', 'well'],
  ],
};

for (const [name, [spf, dmarc, seen]] of Object.entries(cases)) {
  test(`mail in the name of the domain: ${name}`, async () => {
    await withZone(zone(spf, dmarc), async (tools) => {
      assert.deepEqual(await states(probe, aSubject({ policy: { domain: 'acme.test' } }), tools), seen);
    });
  });
}

test('a DNS server that does not answer proves nothing', async () => {
  await withZone({}, async (tools) => {
    tools.resolver.setServers(['127.0.0.1:9']);
    assert.deepEqual(await states(probe, aSubject({ policy: { domain: 'acme.test' } }), tools), ['unknown', 'unknown']);
  });
});
