import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

describeFamily('message-framing', [
  {
    says: 'a message that can be read in two ways is refused, in every mode',
    finding: findingOf('request-smuggling-discrepancy'),
    model: { mode: 'monitor' },
    covered: 'message',
  },
]);
