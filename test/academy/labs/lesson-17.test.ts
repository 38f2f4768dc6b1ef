import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 17 is completed by telling detectors what a login is', () =>
  goThrough(17, {
    edits: [
      {
        file: 'portcullis.yaml',
        find: 'operations:\n',
        replace: `detections:
  context: { logins: { login: { account: /email } } }
  account-brute-force: { failures: 6 }

operations:
`,
      },
    ],
  }));
