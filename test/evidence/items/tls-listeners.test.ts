import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/tls-listeners.js';
import { assertMissing, assertPresent, day, evidenceBench, noon } from '../evidence-bench.js';

describe('tls-listeners', () => {
  const bench = evidenceBench();

  const probe = {
    address: '127.0.0.1:8443',
    tls: true,
    reached: true,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    subject: 'Shop',
    issuer: 'Own CA',
    notAfter: noon + 60 * day,
    oldProtocol: 'refused',
  };
  const silent = {
    ...probe,
    tls: false,
    protocol: '',
    cipher: '',
    subject: '',
    issuer: '',
    notAfter: 0,
    oldProtocol: '',
  };

  test('tells what a client found at each address', async () => {
    const report = await bench.collect(item, { probeListeners: async () => [probe, silent] });
    assertPresent(report, /^1 address answered with TLS, 1 did not; TLS 1\.1 refused at 1$/);
    assert.deepEqual(report.population.rows[0]!.slice(0, 5), [
      '127.0.0.1:8443',
      'yes',
      'TLSv1.3',
      'TLS_AES_256_GCM_SHA384',
      'refused',
    ]);
    assert.equal(report.method, 'TEST');
  });

  test('is missing where nothing answers with TLS, and tells plain addresses from silent ones', async () => {
    assertMissing(await bench.collect(item, { probeListeners: async () => [silent] }), /no address has `tls`/);
    const down = { ...silent, tls: true, reached: false };
    assertMissing(await bench.collect(item, { probeListeners: async () => [down] }), /no address answered with TLS/);
    assertMissing(await bench.collect(item), /names no address/);
  });
});
