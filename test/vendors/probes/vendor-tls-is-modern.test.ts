import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-tls-is-modern.js';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeAuthority } from '../../identity/authority.js';
import { aSubject, realNet, severityOf, siteAt, someTools, states } from '../subject.js';

const root = await makeAuthority();
const issued = await root.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });

async function withServer(options: https.ServerOptions, work: (port: number) => Promise<void>): Promise<void> {
  const server = https.createServer({ cert: issued.certificate, key: issued.key, ...options }, (_, response) =>
    response.end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const tools = someTools({ net: realNet({ authorities: root.pem }) });

test('a server that still takes TLS 1.1 is found', async () => {
  await withServer({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, async (port) => {
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(port, true) }), tools), ['finding TLSv1.1']);
  });
});

test('one that begins with TLS 1.2 is not, and one that is called without TLS is worse', async () => {
  await withServer({ minVersion: 'TLSv1.2' }, async (port) => {
    assert.deepEqual(await states(probe, aSubject({ site: siteAt(port, true) }), tools), ['well']);
  });
  assert.equal(await severityOf(probe, aSubject({ site: siteAt(80) }), tools, 'plain'), 'high');
});

test('nobody there proves nothing, and where there is no address there is nothing to look at', async () => {
  assert.deepEqual(await states(probe, aSubject({ site: siteAt(9, true) }), tools), ['unknown']);
  assert.deepEqual(await states(probe, aSubject(), tools), []);
});
