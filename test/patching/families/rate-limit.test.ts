import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const at = {
  operationId: 'login',
  replay: replayOf({ method: 'POST', path: '/login', body: { email: 'a', password: 'b' } }),
};
const facts = { accountPointer: '/email', failureStatuses: [401], guesses: 30 };

describeFamily('rate-limit', [
  {
    says: 'failures of one account are counted',
    finding: findingOf('login-not-throttled', { ...at, facts }),
    patch: {
      guard: 'rate-limit',
      set: { rateLimits: [{ limit: 5, windowSeconds: 60, per: { body: '/email' }, countStatuses: [401] }] },
    },
    effective: ({ rateLimits }) => rateLimits.length === 2,
    variants: 4,
  },
  {
    says: 'without an account every caller is counted',
    finding: findingOf('request-rate-unlimited', { operationId: 'listOrders' }),
    patch: { guard: 'rate-limit', set: { rateLimits: [{ limit: 30, windowSeconds: 60, per: 'principal' }] } },
  },
  {
    says: 'a limit that the attack runs into covers it, whatever its guard is called',
    finding: findingOf('login-not-throttled', { ...at, facts }),
    model: { operations: '  login: { rateLimits: [{ limit: 10, windowSeconds: 60, per: address }] }' },
    covered: 'address-limit',
  },
  {
    says: 'a generous one does not',
    finding: findingOf('login-not-throttled', { ...at, facts }),
    model: { operations: '  login: { rateLimits: [{ limit: 500, windowSeconds: 60, per: operation }] }' },
    patch: {
      guard: 'rate-limit',
      set: { rateLimits: [{ limit: 5, windowSeconds: 60, per: { body: '/email' }, countStatuses: [401] }] },
    },
  },
  {
    says: 'an unknown operation has no limit',
    finding: findingOf('login-not-throttled', { operationId: 'nothing' }),
    impossible: /not in the contract/,
  },
]);
