import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const at = {
  operationId: 'login',
  replay: replayOf({ method: 'POST', path: '/login', body: { password: '12345678' } }),
};
const password = { ...at, part: { in: 'body', pointer: '/password' } as const };

describeFamily('required-input', [
  {
    says: 'the property that proves the caller must be there',
    finding: findingOf('password-change-without-proof', { ...at, facts: { requiredProperties: ['/currentPassword'] } }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '', schema: { type: 'object', required: ['currentPassword'] } }] },
    },
    effective: ({ constraints }) => constraints.length === 1,
    variants: 10,
  },
  {
    says: 'a password must be longer than the one that was taken',
    finding: findingOf('weak-password-accepted', { ...password, facts: { passwordLength: 8 } }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '/password', schema: { type: 'string', minLength: 9 } }] },
    },
  },
  {
    says: 'and never shorter than eight',
    finding: findingOf('weak-password-accepted', { ...password, facts: { passwordLength: 1 } }),
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '/password', schema: { type: 'string', minLength: 8 } }] },
    },
  },
  {
    says: 'a contract that demands longer ones covers it',
    finding: findingOf('weak-password-accepted', { ...password, operationId: 'signup', facts: { passwordLength: 8 } }),
    covered: 'body',
  },
  {
    says: 'but not while it is only watched',
    finding: findingOf('weak-password-accepted', { ...password, operationId: 'signup', facts: { passwordLength: 8 } }),
    model: { mode: 'monitor' },
    patch: {
      guard: 'constraints',
      set: { constraints: [{ in: 'body', pointer: '/password', schema: { type: 'string', minLength: 9 } }] },
    },
  },
  {
    says: 'a contract that demands the property covers it',
    finding: findingOf('password-change-without-proof', {
      ...at,
      operationId: 'signup',
      facts: { requiredProperties: ['/password'] },
    }),
    covered: 'body',
  },
  { says: 'an unknown place has no bound', finding: findingOf('weak-password-accepted', at), impossible: /not known/ },
  {
    says: 'an unknown property cannot be demanded',
    finding: findingOf('password-change-without-proof', at),
    impossible: /not known/,
  },
]);
