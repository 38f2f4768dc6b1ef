import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const facts = { account: 'admin', password: 'admin1', accountPointer: '/email' };
const finding = findingOf('default-credentials', {
  operationId: 'login',
  part: { in: 'body', pointer: '/password' },
  replay: replayOf({ method: 'POST', path: '/login', body: { email: 'admin', password: 'admin1' } }),
  facts,
});
const pattern = '^\\s*[Aa][Dd][Mm][Ii][Nn]\\s*$';
const schema = {
  not: {
    type: 'object',
    required: ['email', 'password'],
    properties: { email: { type: 'string', pattern }, password: { const: 'admin1' } },
  },
};

describeFamily('credential-pair', [
  {
    says: 'the pair is refused, and nothing else of the account',
    finding,
    patch: { guard: 'constraints', set: { constraints: [{ in: 'body', pointer: '', schema }] } },
    effective: ({ constraints }) => constraints.length === 1,
    variants: 12,
  },
  {
    says: 'places that are not known cannot be bounded',
    finding: findingOf('default-credentials', { operationId: 'login', facts: { account: 'admin' } }),
    impossible: /Change the password/,
  },
]);
