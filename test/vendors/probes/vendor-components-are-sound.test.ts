import assert from 'node:assert/strict';
import { test } from 'node:test';
import probe from '../../../src/vendors/probes/vendor-components-are-sound.js';
import type { Advisory } from '../../../src/audit/dependencies/types.js';
import { aSubject, severityOf, someTools, states } from '../subject.js';

const sbom = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [
    { type: 'library', name: 'left-pad', version: '1.0.0', purl: 'pkg:npm/left-pad@1.0.0' },
    { type: 'library', name: 'right-pad', version: '2.0.0', purl: 'pkg:npm/right-pad@2.0.0' },
  ],
});
const advisory: Advisory = {
  id: 'GHSA-test',
  aliases: [],
  package: 'left-pad',
  summary: 'pads too much',
  severity: 'critical',
  cwe: [],
  malicious: false,
  ranges: [{ introduced: '0', fixed: '1.0.1' }],
  versions: [],
};
const subject = aSubject({ policy: { sbom: 'acme.cdx.json' } });
const tools = someTools({ read: () => Buffer.from(sbom) });

test('packages with known flaws are found in the SBOM', async () => {
  const known = { ...tools, advisoriesFor: () => [advisory] };
  assert.deepEqual(await states(probe, subject, known), ['finding left-pad@1.0.0 GHSA-test']);
  assert.equal(await severityOf(probe, subject, known, 'left-pad@1.0.0 GHSA-test'), 'critical');
  assert.deepEqual(await states(probe, subject, { ...tools, advisoriesFor: () => [] }), ['well']);
});

test('without advisories, or with a file that is no SBOM, nothing is known', async () => {
  assert.deepEqual(await states(probe, subject, tools), ['unknown']);
  const broken = { ...tools, read: () => Buffer.from('nothing'), advisoriesFor: () => [] };
  assert.deepEqual(await states(probe, subject, broken), ['unknown']);
  assert.deepEqual(await states(probe, aSubject(), tools), []);
});
