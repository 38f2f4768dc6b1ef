import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

describeFamily('method-override', [
  {
    says: 'overrides are refused, in every mode',
    finding: findingOf('method-override-honoured'),
    model: { mode: 'monitor' },
    covered: 'method-override',
    variants: 6,
  },
  {
    says: 'what is not in the contract is refused as unknown',
    finding: findingOf('method-override-honoured', { operationId: 'nothing' }),
    impossible: /refuses it as unknown/,
  },
]);
