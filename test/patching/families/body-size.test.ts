import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const replay = replayOf({ method: 'POST', path: '/orders', body: { note: 'x' } });
const finding = findingOf('body-size-unlimited', {
  operationId: 'createOrder',
  replay,
  facts: { acceptedBytes: 10_485_760 },
});

describeFamily('body-size', [
  {
    says: 'the usual limit covers it, in every mode',
    finding,
    model: { mode: 'monitor' },
    covered: 'body-limit',
    variants: 5,
  },
  {
    says: 'a limit that is too high comes down',
    finding: findingOf('decompression-unlimited', {
      operationId: 'createOrder',
      facts: { decompressedBytes: 4_000_000 },
    }),
    model: { operations: '  createOrder: { bodyLimitBytes: 5000000 }' },
    patch: { guard: 'body-limit', set: { bodyLimitBytes: 1_048_576 } },
    effective: ({ bodyLimitBytes }) => bodyLimitBytes === 1_048_576,
  },
  {
    says: 'a length that is not known cannot be bounded',
    finding: findingOf('body-size-unlimited', { operationId: 'createOrder' }),
    impossible: /not known how long/,
  },
]);
