import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Finding, Run } from '../../src/core/finding.js';
import sarif from '../../src/report/formats/sarif.js';
import { findingOf, hostile, plain, runOf } from './run-of.js';
import { sarifSchema } from './sarif-schema.js';

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(sarifSchema);

function faultsOf(text: string): readonly string[] {
  isValid(JSON.parse(text));
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const { place: _place, operationId: _operation, ...placeless } = findingOf();
const at = (file: string) => ({ file, line: 3, column: 1 });

const tables: readonly (readonly [what: string, findings: readonly Finding[], parts?: Partial<Run>])[] = [
  ['nothing', []],
  ['one finding', [findingOf()]],
  [
    'every severity',
    (['critical', 'high', 'medium', 'low', 'info'] as const).map((severity) => findingOf({ severity })),
  ],
  ['a finding without place and operation', [placeless]],
  ['a place with an end', [findingOf({ place: { ...at('/project/a.yaml'), endLine: 4, endColumn: 2 } })]],
  [
    'file names that are no URIs',
    ['/project/a b#?%.yaml', '/else where/ü.yaml', '../x.yaml'].map((file) => findingOf({ place: at(file) })),
  ],
  ['many places', [findingOf({ related: Array.from({ length: 500 }, () => at('/project/openapi.yaml')) })]],
  ['many tags', [findingOf({ cwe: Array.from({ length: 40 }, (_, i) => i + 1) })]],
  ['the same tag twice', [findingOf({ cwe: [639, 639], owasp: ['API1:2023', 'API1:2023'] })]],
  ['long texts', [findingOf({ title: 'x'.repeat(5000), message: 'y'.repeat(50_000), remedy: 'z'.repeat(50_000) })]],
  ['hostile texts', [findingOf({ title: hostile, message: hostile, remedy: hostile, operationId: hostile })]],
  [
    'accepted and unfinished',
    [findingOf({ status: 'accepted' })],
    { outcome: 'incomplete', skipped: [{ id: 'a', reason: 'b' }] },
  ],
];

for (const [what, findings, parts] of tables) {
  test(`a SARIF report of ${what} is valid`, () => {
    assert.deepEqual(faultsOf(sarif.render(runOf(findings, parts), plain)), []);
  });
}

test('the schema refuses what code scanning refuses', () => {
  const log = JSON.parse(sarif.render(runOf([findingOf()]), plain)) as {
    runs: { results: { locations: object[] }[] }[];
  };
  log.runs[0]!.results[0]!.locations = [{}];
  assert.match(faultsOf(JSON.stringify(log)).join(), /physicalLocation/);
});

test('as many findings as fit are far from the 10 MB that code scanning takes', () => {
  const findings = Array.from({ length: 6000 }, (_, i) =>
    findingOf({
      fingerprint: i.toString(16).padStart(16, '0'),
      ruleId: `rule-${i % 300}`,
      message: `GET /resources/${i}/{id} takes the id of any resource ${'and more '.repeat(20)}`,
      reproduce: `curl -sS 'http://127.0.0.1:4000/resources/${i}' -H 'Authorization: Bearer $ALICE'`,
      related: Array.from({ length: 20 }, (_, line) => ({
        file: '/project/openapi.yaml',
        line: line + i + 1,
        column: 1,
      })),
    }),
  );
  const text = sarif.render(runOf(findings), plain);
  assert.deepEqual(faultsOf(text), []);
  assert.ok(gzipSync(text).length < 5_000_000, `${gzipSync(text).length} bytes`);
});
