import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

describeFamily('host-name', [
  {
    says: 'the policy must name the host of the API',
    finding: findingOf('host-header-trusted', {
      replay: replayOf({ headers: { 'x-forwarded-host': 'pcl-abc.example' } }),
    }),
    impossible: /match\.host/,
    variants: 4,
  },
]);
