import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import item from '../../../src/evidence/items/log-verification.js';
import { assertMissing, assertPresent, evidenceBench } from '../evidence-bench.js';

describe('log-verification', () => {
  const bench = evidenceBench();

  test('is missing while nothing is signed', async () => {
    assertMissing(await bench.collect(item), /no log is signed yet/);
  });

  test('says that every record is as it was, and says so too when one is not', async () => {
    await bench.store.audit.append({ kind: 'log_read' });
    await bench.sign();
    assertPresent(await bench.collect(item), /^1 record read, 1 checkpoint match; nothing is changed/);
    bench.log.sql(
      'control.db',
      "UPDATE audit_leaf SET record = replace(CAST(record AS TEXT), 'tester', 'nobody') WHERE n = 0",
    );
    const report = await bench.collect(item);
    assert.match(report.summary, /1 place TAMPERED with$/);
  });
});
