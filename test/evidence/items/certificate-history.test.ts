import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/certificate-history.js';
import { assertMissing, assertPresent, evidenceBench, fullPolicy } from '../evidence-bench.js';

describe('certificate-history', () => {
  const bench = evidenceBench(fullPolicy);

  test('is missing while nothing was logged', async () => {
    assertMissing(await bench.collect(item), /no calls of this period/);
  });

  test('is missing where no address has TLS', async () => {
    await bench.serve();
    assertMissing(await bench.collect(item), /no address has `tls`/);
  });

  test('lists certificates that changed, and an empty list is a population too', async () => {
    const tls = { certificate: 'a.crt', key: 'a.key', minVersion: 'TLSv1.2' };
    const listen = bench.project!.listen.map((address) => ({ ...address, tls }));
    const project = { ...bench.project!, listen };
    assertPresent(await bench.collect(item, { project }), /^0 events about certificates$/);
    await bench.store.events.insert([bench.log.event(5, { kind: 'certificate_changed', outcome: 'info' })]);
    const report = await bench.collect(item, { project });
    assertPresent(report, /^1 event about certificates$/);
    assert.equal(report.records.length, 1);
  });
});
