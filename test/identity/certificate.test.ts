import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createHash, X509Certificate } from 'node:crypto';
import { before, test, type TestContext } from 'node:test';
import { readAuthorities } from '../../src/identity/certificate.js';
import { alternativeNames } from '../../src/identity/certificate-names.js';
import { makeAuthority, type Authority, type Issued } from './authority.js';
import { startGuarded } from './guarded.js';

const uri = 'spiffe://example.org/billing';
const day = 86_400_000;
let root: Authority;
let server: Issued;
let billing: Issued;

before(async () => {
  root = await makeAuthority();
  server = await root.issue({ name: '127.0.0.1' });
  billing = await root.issue({ names: [{ type: 'url', value: uri }] });
});

const tlsOf = ({ certificate, key }: Issued, more = '') => ({ tls: { cert: certificate + more, key } });

function spkiOf({ certificate }: Issued): string {
  const der = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}

/** A gateway that trusts `root`, and at the TLS layer `others` too. */
async function start(t: TestContext, more: { subjects?: unknown[]; crl?: string; others?: string } = {}) {
  const subjects = more.subjects ?? [{ uri, subject: 'billing', roles: ['service'] }];
  return startGuarded(t, {
    securitySchemes: { mtls: { type: 'mutualTLS' } },
    operations: { orders: [{ mtls: [] }] },
    schemes: { mtls: { clientCertificate: { ca: 'ca.pem', subjects, ...(more.crl ? { crl: 'list.crl' } : {}) } } },
    files: { 'ca.pem': root.pem, ...(more.crl ? { 'list.crl': more.crl } : {}) },
    tls: {
      certificate: server.certificate,
      key: server.key,
      clientCa: root.pem + (more.others ?? ''),
      clientCertificate: 'optional',
    },
  });
}

test('the certificate of a known client passes, and its principal is in the event', async (t) => {
  const { call, events } = await start(t);
  assert.equal((await call('/orders', tlsOf(billing))).status, 200);
  assert.equal(events.at(-1)?.principalId, 'certificate:mtls:billing');
});

test('certificates are recognised by the part that the policy names, and by no other', async (t) => {
  const named = await root.issue({
    name: 'Billing Service',
    names: [
      { type: 'dns', value: 'Billing.Example.org' },
      { type: 'email', value: 'Ops@Example.org' },
    ],
  });
  const rows: [Record<string, string>, number][] = [
    [{ dns: 'billing.example.ORG' }, 200],
    [{ dns: 'example.org' }, 401],
    [{ email: 'Ops@example.org' }, 200],
    [{ email: 'ops@example.org' }, 401],
    [{ commonName: 'Billing Service' }, 200],
    [{ commonName: 'Billing' }, 401],
    [{ uri: 'Billing.Example.org' }, 401],
    [{ spki: spkiOf(named) }, 200],
    [{ spki: spkiOf(billing) }, 401],
  ];
  for (const [part, status] of rows) {
    const { call } = await start(t, { subjects: [{ ...part, subject: 'billing' }] });
    assert.equal((await call('/orders', tlsOf(named))).status, status, JSON.stringify(part));
  }
});

test('absent values: no certificate, one of another authority, one that is nobody’s, one that is over', async (t) => {
  const other = await makeAuthority('Other');
  const twin = await makeAuthority('Root');
  const names = [{ type: 'url' as const, value: uri }];
  const { call } = await start(t, { others: other.pem });
  const rows: [string, object, string][] = [
    ['none', {}, 'credential-missing'],
    ['another authority', tlsOf(await other.issue({ names })), 'credential-missing'],
    ['an authority of the same name', tlsOf(await twin.issue({ names })), 'credential-missing'],
    ['an authority of its own', tlsOf(await (await makeAuthority('Self')).issue({ names })), 'credential-missing'],
    ['nobody', tlsOf(await root.issue({ name: 'stranger' })), 'credential-invalid'],
    ['expired', tlsOf(await root.issue({ names, validFor: -3_600_000 })), 'credential-expired'],
  ];
  for (const [what, tls, code] of rows) {
    const answer = await call('/orders', tls);
    assert.deepEqual([answer.status, answer.code], [401, code], what);
    assert.ok(answer.challenge, what);
  }
});

test('a client below an intermediate authority passes; one that a client issued does not', async (t) => {
  const names = [{ type: 'url' as const, value: uri }];
  const middle = await root.authority('Middle');
  const { call } = await start(t);
  assert.equal((await call('/orders', tlsOf(await middle.issue({ names }), middle.certificate))).status, 200);
  assert.equal((await call('/orders', tlsOf(await middle.issue({ names })))).status, 401, 'without the link');
});

test('a certificate that runs out while its connection is open is refused on time', async (t) => {
  const { call, pass } = await start(t);
  pass(2 * 86_400);
  assert.equal((await call('/orders', tlsOf(billing))).code, 'credential-expired');
});

test('revoked certificates are refused, and a list that changes is read again', async (t) => {
  const names = [{ type: 'url' as const, value: uri }];
  const old = await root.issue({ names });
  const { call, folder, pass } = await start(t, { crl: await root.revoke([old.serialNumber]) });
  assert.equal((await call('/orders', tlsOf(billing))).status, 200);
  assert.equal((await call('/orders', tlsOf(old))).code, 'credential-invalid');
  fs.writeFileSync(path.join(folder, 'list.crl'), await root.revoke([old.serialNumber, billing.serialNumber]));
  pass(11);
  await call('/orders', tlsOf(billing));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await call('/orders', tlsOf(billing))).code, 'credential-invalid');
});

test('without a revocation list in force nobody can be verified', async (t) => {
  const forged = await (await makeAuthority('Root')).revoke([]);
  const rows: [string, string][] = [
    ['out of date', await root.revoke([], -3_600_000)],
    ['of another authority', await (await makeAuthority('Other')).revoke([])],
    ['signed by somebody of the same name', forged],
    ['not a list', 'hello'],
  ];
  for (const [what, crl] of rows) {
    const { call } = await start(t, { crl });
    const answer = await call('/orders', tlsOf(billing));
    assert.deepEqual([answer.status, answer.code], [503, 'credential-unverifiable'], what);
  }
  const { call } = await start(t, { crl: await root.revoke([billing.serialNumber], -day) });
  assert.equal((await call('/orders', tlsOf(billing))).code, 'credential-invalid', 'once taken back, always');
});

test('a file of authorities that holds none is refused at load', async () => {
  for (const pem of ['', 'hello', billing.certificate, `${root.pem}\n${billing.certificate}`]) {
    assert.throws(() => readAuthorities(pem, 'ca.pem'), { code: 'POLICY_INVALID' });
  }
  assert.equal(readAuthorities(root.pem, 'ca.pem').length, 1);
});

test('alternative names are read to the end or not at all', () => {
  const rows: [string, readonly (readonly [string, string])[] | undefined][] = [
    ['', []],
    [
      'DNS:a.test, URI:urn:x',
      [
        ['DNS', 'a.test'],
        ['URI', 'urn:x'],
      ],
    ],
    [
      'URI:"urn:a, DNS:b.test", DNS:c.test',
      [
        ['URI', 'urn:a, DNS:b.test'],
        ['DNS', 'c.test'],
      ],
    ],
    ['IP Address:127.0.0.1', [['IP Address', '127.0.0.1']]],
    ['DNS:a"b', undefined],
    ['DNS:"a', undefined],
    ['nothing', undefined],
  ];
  for (const [text, names] of rows) assert.deepEqual(alternativeNames(text), names, text);
});
