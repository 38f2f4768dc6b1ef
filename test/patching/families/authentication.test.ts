import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf, step } from '../fixture.js';

const anonymous = { steps: [step('control'), step('attack', { credential: { actor: 'anonymous' } })] };
const forged = replayOf({ credential: { actor: 'bob', form: 'alg-none', spelling: 'None' } });

describeFamily('authentication', [
  {
    says: 'what the gateway verifies already is covered; other spellings and forms are tried',
    finding: findingOf('jwt-alg-none-accepted', { replay: forged }),
    covered: 'authenticate',
    variants: 25,
  },
  {
    says: 'an operation that the contract opens demands the credential',
    finding: findingOf('auth-not-enforced', { operationId: 'getStats', replay: anonymous }),
    patch: { guard: 'authenticate', set: { authentication: 'required' } },
    effective: ({ requirements }) => requirements.length === 1 && requirements[0]!.length === 1,
    variants: 15,
  },
  {
    says: 'one that the policy makes public gets a role as well: nobody could call it otherwise',
    finding: findingOf('auth-not-enforced', { operationId: 'getStats', replay: anonymous }),
    model: { operations: '  getStats: { public: true }', roles: '[admin]' },
    patch: { guard: 'authenticate', set: { authentication: 'required' } },
    effective: ({ public: open, requirements }) => !open && requirements.length > 0,
  },
  {
    says: 'in monitor mode the patch enforces what is only watched',
    finding: findingOf('jwt-expired-accepted', { replay: forged }),
    model: { mode: 'monitor' },
    patch: { guard: 'authenticate', set: { authentication: 'required' } },
  },
  {
    says: 'without a way to verify anything there is no patch',
    finding: findingOf('auth-not-enforced'),
    model: { identity: false },
    impossible: /identity\.schemes/,
  },
  {
    says: 'an unknown operation is refused anyway',
    finding: findingOf('auth-not-enforced', { operationId: 'nothing' }),
    impossible: /refuses it as unknown/,
  },
]);
