import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

const finding = findingOf('destructive-read-open', { operationId: 'getStats' });

describeFamily('open-destruction', [
  {
    says: 'only the highest roles may call it',
    finding,
    patch: { guard: 'authenticate', set: { authentication: 'required', roles: ['admin'] } },
    effective: ({ roles }) => Array.isArray(roles) && roles.join() === 'admin',
    variants: 10,
  },
  {
    says: 'where callers cannot be told apart, nobody may',
    finding,
    model: { identity: false },
    patch: { guard: 'sunset', set: { sunset: '2000-01-01' } },
    effective: ({ sunset }) => sunset === '2000-01-01',
  },
  {
    says: 'one that has ended is covered',
    finding,
    model: { operations: '  getStats: { sunset: "2020-01-01" }' },
    covered: 'sunset',
  },
]);
