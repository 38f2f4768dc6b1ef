import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatError, PortcullisErrors, type PortcullisError } from '../../src/core/errors.js';
import { readFramework } from '../../src/evidence/read-framework.js';

const good = `id: house
title: House rules
edition: '3'
publisher: Us
controls:
  - id: '6.10'
    title: Assess
    needs: It is assessed.
    evidence: [audit-runs, pentest-runs]
`;

function refused(text: string): PortcullisError {
  try {
    readFramework('./my.yaml', text);
  } catch (error) {
    return error as PortcullisError;
  }
  return assert.fail('it was taken');
}

describe('a framework file', () => {
  test('is read with its controls, and kept as it was', () => {
    const { id, controls, source } = readFramework('./my.yaml', good);
    assert.deepEqual([id, controls[0]!.id, controls[0]!.evidence], ['house', '6.10', ['audit-runs', 'pentest-runs']]);
    assert.equal(source.text, good);
  });

  test('with an unknown evidence item is refused with its place and the nearest name', () => {
    const error = refused(good.replace('pentest-runs', 'pentest-run'));
    assert.equal(error.code, 'FRAMEWORK_INVALID');
    assert.equal(error.exitCode, 2);
    assert.match(formatError(error), /^\.\/my\.yaml:9:28: There is no evidence item "pentest-run"/);
    assert.match(formatError(error), /did you mean "pentest-runs"\?/);
  });

  test('with an item that resembles none lists those there are', () => {
    assert.match(refused(good.replace('audit-runs', 'zzzzzzzzzzzz')).hint!, /known are accepted-risks, /);
  });

  test('with several faults names each', () => {
    const error = refused(good.replace('title: Assess', 'tilte: Assess').replace('publisher: Us\n', ''));
    assert.ok(error instanceof PortcullisErrors);
    const texts = error.errors.map(formatError).join('\n');
    assert.match(texts, /"publisher" is missing/);
    assert.match(texts, /Unknown key "tilte"[^]*did you mean "title"\?/);
    assert.match(texts, /"title" is missing/);
  });

  test('with a number that is no text is refused: 6.10 would be 6.1', () => {
    assert.match(formatError(refused(good.replace("'6.10'", '6.10'))), /my\.yaml:6:9: "id" is missing or not a text/);
  });

  test('with a control that stands twice, or none, is refused', () => {
    const twice = good + good.slice(good.indexOf('  - id'));
    assert.match(refused(twice).message, /6\.10 stands twice/);
    assert.match(refused(good.slice(0, good.indexOf('controls'))).message, /no list of controls/);
    assert.match(refused(good.replace('[audit-runs, pentest-runs]', '[]')).message, /names its evidence/);
  });

  test('that is no YAML, or nothing, is refused with its place', () => {
    assert.equal(refused('id: [').code, 'SYNTAX_INVALID');
    for (const text of ['', '42', '- a', 'null']) assert.match(refused(text).message, /A framework is a map/);
  });
});
