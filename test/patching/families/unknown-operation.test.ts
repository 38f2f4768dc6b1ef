import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const { operationId: _, ...finding } = findingOf('debug-operation-exposed', {
  replay: replayOf({ path: '/debug/config' }),
});

describeFamily('unknown-operation', [
  { says: 'what the contract does not have is refused', finding, covered: 'route', variants: 10 },
  {
    says: 'unless the policy lets it pass',
    finding,
    model: { unknownOperations: 'allow' },
    impossible: /unknownOperations/,
  },
]);
