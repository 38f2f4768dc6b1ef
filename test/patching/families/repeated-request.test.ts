import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const finding = findingOf('request-replayable', {
  operationId: 'createOrder',
  part: { in: 'header', name: 'Idempotency-Key' },
  replay: replayOf({ method: 'POST', path: '/orders', body: { quantity: 1 }, headers: { 'idempotency-key': 'k' } }),
});
const limit = {
  limit: 1,
  windowSeconds: 86_400,
  per: { header: 'Idempotency-Key' },
  countStatuses: [200, 201, 202, 203, 204, 206],
};

describeFamily('repeated-request', [
  {
    says: 'a key is good for one success',
    finding,
    patch: { guard: 'rate-limit', set: { rateLimits: [limit] } },
    effective: ({ rateLimits }) => rateLimits.some(({ per }) => typeof per === 'object' && 'header' in per),
    variants: 12,
  },
  {
    says: 'keys that are counted are covered',
    finding,
    model: {
      operations: '  createOrder: { rateLimits: [{ limit: 1, windowSeconds: 60, per: { header: idempotency-key } }] }',
    },
    covered: 'rate-limit',
  },
]);
