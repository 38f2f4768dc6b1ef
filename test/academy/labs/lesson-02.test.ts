import { test } from 'node:test';
import { goThrough } from '../learner.js';

test('lesson 2 is completed by verifying tokens', () =>
  goThrough(2, {
    edits: [
      {
        file: 'tokens.mjs',
        find: 'return jose.decodeJwt(token);',
        replace: `const { payload } = await jose.jwtVerify(token, key, {
    algorithms: ['ES256'],
    issuer: 'http://orchard.example/',
    audience: 'orchard',
    requiredClaims: ['exp', 'sub'],
  });
  return payload;`,
      },
    ],
  }));
