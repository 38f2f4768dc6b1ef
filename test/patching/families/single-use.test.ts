import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const finding = findingOf('single-use-raced', {
  part: { in: 'path', name: 'orderId' },
  replay: replayOf({ times: 10, parallel: true }),
});

describeFamily('single-use', [
  {
    says: 'calls about one object wait their turn',
    finding,
    patch: { guard: 'concurrency', set: { concurrency: { limit: 1, per: { path: 'orderId' } } } },
    effective: ({ concurrency }) => concurrency?.limit === 1,
    variants: 5,
  },
  {
    says: 'what does already is covered',
    finding,
    model: { operations: '  getOrder: { concurrency: { limit: 1, per: principal } }' },
    covered: 'concurrency',
  },
  {
    says: 'without a place in the path there is nothing to wait for',
    finding: findingOf('single-use-raced'),
    impossible: /not named in the path/,
  },
]);
