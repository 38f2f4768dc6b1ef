import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { relativePath } from '../../src/report/relative-path.js';

describe('a file name in a report', () => {
  const table: readonly (readonly [file: string, shown: string])[] = [
    ['/project/openapi.yaml', 'openapi.yaml'],
    ['/project/api/openapi.yaml', 'api/openapi.yaml'],
    ['openapi.yaml', 'openapi.yaml'],
    ['./api/../openapi.yaml', 'openapi.yaml'],
    ['/project/..hidden.yaml', '..hidden.yaml'],
    ['/projects/openapi.yaml', '/projects/openapi.yaml'],
    ['/elsewhere/openapi.yaml', '/elsewhere/openapi.yaml'],
    ['../openapi.yaml', '../openapi.yaml'],
  ];
  for (const [file, shown] of table)
    it(`${file} is ${shown} in /project`, () => assert.equal(relativePath(file, '/project'), shown));
});
