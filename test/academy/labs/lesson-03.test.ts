import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 3 is completed by a limit on the failures of an address', () =>
  goThrough(3, {
    edits: [
      {
        file: 'portcullis.yaml',
        find: 'login: { public: true }',
        replace:
          'login: { public: true, rateLimits: [{ limit: 10, windowSeconds: 60, per: address, countStatuses: [401] }] }',
      },
    ],
  }));
