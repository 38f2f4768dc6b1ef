import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 13 is completed by four lines of the policy', () =>
  goThrough(13, {
    edits: [
      { file: 'portcullis.yaml', find: 'mode: monitor', replace: 'mode: enforce' },
      { file: 'portcullis.yaml', find: 'unknownOperations: allow', replace: 'unknownOperations: deny' },
      {
        file: 'portcullis.yaml',
        find: '  response: { hideErrors: false }\n',
        replace: "  cors: { origins: ['https://shop.orchard.example'], credentials: true }\n",
      },
    ],
  }));
