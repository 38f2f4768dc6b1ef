import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const crossOrigin = replayOf({ headers: { origin: 'https://x.example' } });

describeFamily('response-policy', [
  {
    says: 'no other origin may read it where none is known',
    finding: findingOf('cors-reflects-origin', { replay: crossOrigin }),
    patch: { guard: 'cors', set: { cors: { origins: [], credentials: false } } },
    effective: ({ cors }) => cors?.origins.length === 0,
    variants: 5,
  },
  {
    says: 'origins that the policy names elsewhere go on reading',
    finding: findingOf('cors-reflects-origin', { replay: crossOrigin }),
    model: { operations: '  getStats: { cors: { origins: [https://shop.example] } }' },
    patch: { guard: 'cors', set: { cors: { origins: ['https://shop.example'], credentials: true } } },
  },
  {
    says: 'origins that are named are covered',
    finding: findingOf('cors-null-origin', { replay: crossOrigin }),
    model: { operations: '  getOrder: { cors: { origins: [https://shop.example] } }' },
    covered: 'cors',
  },
  {
    says: 'answers of an open operation are kept out of caches',
    finding: findingOf('sensitive-response-cacheable', { operationId: 'getStats' }),
    patch: { guard: 'response-headers', set: { response: { noStore: true } } },
    effective: ({ response }) => response.noStore,
  },
  {
    says: 'those of others are already',
    finding: findingOf('sensitive-response-cacheable'),
    covered: 'response-headers',
  },
  {
    says: 'errors are hidden unless the policy shows them',
    finding: findingOf('verbose-error'),
    covered: 'hide-errors',
  },
  {
    says: 'errors that the policy shows are hidden',
    finding: findingOf('verbose-error'),
    model: { operations: '  getOrder: { response: { hideErrors: false } }' },
    patch: { guard: 'hide-errors', set: { response: { hideErrors: true } } },
    effective: ({ response }) => response.hideErrors,
  },
  {
    says: 'an unknown operation has no answer to change',
    finding: findingOf('verbose-error', { operationId: 'nothing' }),
    impossible: /not in the contract/,
  },
]);
