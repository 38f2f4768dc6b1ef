import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 14 is completed by refusing what is not in the contract', () =>
  goThrough(14, {
    edits: [{ file: 'portcullis.yaml', find: 'unknownOperations: allow', replace: 'unknownOperations: deny' }],
  }));
