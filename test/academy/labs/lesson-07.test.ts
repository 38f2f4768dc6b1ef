import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 7 is completed by bounds on page and body', () =>
  goThrough(7, {
    edits: [
      { file: 'openapi.yaml', find: 'minimum: 1, default: 10 }', replace: 'minimum: 1, maximum: 30, default: 10 }' },
      { file: 'portcullis.yaml', find: 'bodyLimitBytes: 10485760', replace: 'bodyLimitBytes: 65536' },
    ],
  }));
