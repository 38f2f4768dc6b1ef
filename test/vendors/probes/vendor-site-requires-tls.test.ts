import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-site-requires-tls.js';
import { makeAuthority } from '../../identity/authority.js';
import { startVendor } from '../../egress/vendor-app.js';
import { aSubject, realNet, siteAt, someTools, states } from '../subject.js';

const root = await makeAuthority();
const issued = await root.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });

const cases: Record<string, [hsts: string | undefined, plain: [number, string?] | undefined, seen: string[]]> = {
  'HSTS and a redirect': ['max-age=31536000', [301, 'https://acme.test/'], ['well', 'well']],
  'nothing at the plain port': ['max-age=31536000', undefined, ['well', 'well']],
  'short HSTS and a plain answer': ['max-age=60', [200], ['finding hsts', 'finding cleartext']],
  'no HSTS and a plain redirect to plain': [
    undefined,
    [302, 'http://acme.test/'],
    ['finding hsts', 'finding cleartext'],
  ],
};

for (const [name, [hsts, plain, seen]] of Object.entries(cases)) {
  test(`a site with ${name}`, async (t) => {
    const site = await startVendor(
      (_, response) => response.writeHead(200, hsts === undefined ? {} : { 'strict-transport-security': hsts }).end(),
      issued,
    );
    t.after(() => site.close());
    const other =
      plain &&
      (await startVendor((_, response) =>
        response.writeHead(plain[0], plain[1] === undefined ? {} : { location: plain[1] }).end(),
      ));
    t.after(() => other?.close());
    const tools = someTools({ net: realNet({ authorities: root.pem, plainPort: other?.port ?? 9 }) });
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(site.port, true) }), tools), seen);
  });
}

test('nobody there proves nothing', async () => {
  assert.deepEqual(await states(probe, aSubject({ site: siteAt(9, true) }), someTools({ net: realNet() })), [
    'unknown',
  ]);
});
