import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { sha256 } from '../../src/core/ids.js';
import { controlToken, oscalDocument } from '../../src/evidence/oscal.js';
import { wording } from '../../src/evidence/wording.js';
import { assessmentResultsShape } from './oscal-shape.js';
import { smallReport } from './report.js';

function validator(schema: unknown): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  return ajv.compile(schema as object);
}

const isValid = validator(assessmentResultsShape);
const document = JSON.parse(JSON.stringify(oscalDocument(smallReport))) as Document;

interface Observation {
  readonly title: string;
  readonly expires?: string;
  readonly props: readonly { readonly name: string; readonly value: string }[];
}
interface Document {
  readonly 'assessment-results': {
    readonly results: readonly { readonly observations: readonly Observation[]; readonly findings?: unknown }[];
  };
}

/**
 * NIST's schema is not in this repository. Get `oscal_assessment-results_schema.json` of the release v1.1.3 of
 * usnistgov/OSCAL, and name it in PORTCULLIS_OSCAL_SCHEMA.
 */
const official = process.env['PORTCULLIS_OSCAL_SCHEMA'];
const officialDigest = 'd9e34757f0c12aff61f52b821f0b8f83ba0ba75b3a149a202b08ba82f82bc4c3';

describe('assessment results', () => {
  test('have the form that OSCAL 1.1.3 gives them', () => {
    assert.ok(isValid(document), JSON.stringify(isValid.errors, null, 1));
  });

  test('of another form are told from them', () => {
    for (const [before, after] of [
      ['"collected":', '"colected":'],
      ['"control-id":"_6.3.1"', '"control-id":"6.3.1"'],
      ['"methods":["EXAMINE"]', '"methods":[]'],
    ] as const) {
      const text = JSON.stringify(document);
      assert.ok(text.includes(before), before);
      assert.equal(isValid(JSON.parse(text.replace(before, after))), false, after);
    }
  });

  if (official !== undefined) {
    test("are valid against NIST's own schema", () => {
      const text = fs.readFileSync(official, 'utf8');
      assert.equal(sha256(text), officialDigest, 'it is the schema of release 1.1.3');
      const valid = validator(JSON.parse(text.replaceAll(/"\$id"\s*:\s*"#[^"]*",/g, '')));
      assert.ok(valid(document), JSON.stringify(valid.errors, null, 1));
      assert.equal(valid(JSON.parse(JSON.stringify(document).replace('"collected":', '"colected":'))), false);
    });
  }

  test('have one observation for each item, with its state, controls and end', () => {
    const [result] = document['assessment-results'].results;
    const propsOf = ({ props }: Observation, name: string) =>
      props.filter((prop) => prop.name === name).map(({ value }) => value);
    const [first, , last] = result!.observations as readonly [Observation, Observation, Observation];
    assert.deepEqual([propsOf(first, 'state'), propsOf(first, 'control')], [['present'], ['6.3.1']]);
    assert.ok(first.expires);
    assert.deepEqual([propsOf(last, 'state'), last.expires], [['missing'], undefined]);
  });

  test('never say whether a control is satisfied: they have no findings', () => {
    assert.equal(document['assessment-results'].results[0]!.findings, undefined);
    const text = JSON.stringify(document);
    assert.doesNotMatch(text, /satisfied/);
    assert.ok(text.split(wording).length > 3, 'and say so');
  });

  test('are the same for the same evidence, and of other ids for another', () => {
    assert.deepEqual(oscalDocument(smallReport), oscalDocument(smallReport));
    const other = oscalDocument({ ...smallReport, collected: smallReport.collected + 1 }) as Document;
    assert.notEqual(JSON.stringify(other), JSON.stringify(document));
  });

  test('name controls by tokens', () => {
    assert.deepEqual(['CC6.1', '6.3.2', 'API1:2023', 'A.5.9'].map(controlToken), [
      'CC6.1',
      '_6.3.2',
      'API1-2023',
      'A.5.9',
    ]);
  });
});
