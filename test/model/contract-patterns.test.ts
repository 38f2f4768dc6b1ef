import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readContract } from '../../src/model/contract.js';
import { documentsFromText } from '../../src/model/documents.js';

function problemsOf(schema: string): readonly string[] {
  const text = `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema: ${schema}
      responses: { '200': { description: ok } }
`;
  return readContract(documentsFromText('api.yaml', text)).problems.map(
    ({ code, message, place }) => `${code} ${place.file}:${place.line} ${message}`,
  );
}

for (const [what, schema, expected] of [
  ['a pattern that runs', "{ pattern: '^[a-z]+$' }", undefined],
  ['a slow one that a linear engine can run', "{ pattern: '^(\\w+\\s?)*$' }", undefined],
  ['what is called pattern and is a property', '{ properties: { pattern: { type: string } } }', undefined],
  [
    'one that no linear engine can run',
    "{ pattern: '^(a+)\\1+$' }",
    'The pattern could take exponential time and cannot be run in linear time: every value is refused',
  ],
  [
    'no regular expression',
    "{ properties: { a: { pattern: '[' } } }",
    'The pattern is not a regular expression: every value is refused',
  ],
  [
    'names of properties',
    "{ patternProperties: { '(': {} } }",
    'The pattern is not a regular expression: every value is refused',
  ],
  [
    'one that is legal only without the u flag',
    "{ items: { pattern: '^\\-$' } }",
    'The pattern is legal only without the u flag: others may read it otherwise',
  ],
] as const) {
  test(`${what}: ${expected ? 'reported at its line' : 'nothing to report'}`, () => {
    assert.deepEqual(problemsOf(schema), expected ? [`unsupported api.yaml:9 ${expected}`] : []);
  });
}
