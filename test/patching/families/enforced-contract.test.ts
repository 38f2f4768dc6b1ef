import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const replay = replayOf({ method: 'POST', path: '/orders', body: { quantity: 'x' } });
const inBody = { operationId: 'createOrder', part: { in: 'body', pointer: '/quantity' } as const, replay };

describeFamily('enforced-contract', [
  {
    says: 'a contract that is enforced covers the body',
    finding: findingOf('server-error-on-invalid-input', inBody),
    covered: 'body',
    variants: 10,
  },
  {
    says: 'and the parameters',
    finding: findingOf('invalid-input-accepted', { operationId: 'listOrders', part: { in: 'query', name: 'limit' } }),
    covered: 'parameters',
  },
  {
    says: 'where it is only watched, the guard denies from now on',
    finding: findingOf('server-error-on-invalid-input', inBody),
    model: { mode: 'monitor' },
    patch: { guard: 'body', set: {} },
  },
  {
    says: 'a wrong content type is about the body',
    finding: findingOf('wrong-content-type-accepted', {
      ...inBody,
      part: undefined!,
      facts: { mediaType: 'text/plain' },
    }),
    model: { mode: 'monitor' },
    patch: { guard: 'body', set: {} },
  },
  {
    says: 'nor does one without the operation',
    finding: findingOf('invalid-input-accepted', { operationId: 'nothing' }),
    impossible: /not in the contract/,
  },
]);
