import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const at = { operationId: 'login', replay: replayOf({ method: 'POST', path: '/login', body: { email: 'a' } }) };

describeFamily('uniform-answer', [
  {
    says: 'all failures get one answer',
    finding: findingOf('account-enumerable', { ...at, facts: { statuses: [401, 404] } }),
    patch: {
      guard: 'uniform-answer',
      set: { response: { uniform: { statuses: [401, 404], status: 401, title: 'Login failed' } } },
    },
    effective: ({ response }) => response.uniform?.status === 401,
    variants: 2,
  },
  {
    says: 'a difference in a success or in time cannot be hidden',
    finding: findingOf('account-enumerable', { ...at, facts: { statuses: [200] } }),
    impossible: /not in an error answer/,
  },
  {
    says: 'a uniform answer is covered',
    finding: findingOf('account-enumerable', { ...at, facts: { statuses: [401] } }),
    model: { operations: '  login: { response: { uniform: { statuses: [401], status: 401, title: No } } }' },
    covered: 'uniform-answer',
  },
]);
