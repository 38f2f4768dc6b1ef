import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 16 is completed by what the log says, and by names that do not stand in it', () =>
  goThrough(16, {
    answers: { customer: '105', operation: 'getOrder', code: 'OBJECT_NOT_OWNED', denied: '6' },
    edits: [{ file: 'portcullis.yaml', find: 'principals: name', replace: 'principals: sealed' }],
  }));
