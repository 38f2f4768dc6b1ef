import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const finding = findingOf('undocumented-parameter', {
  operationId: 'listOrders',
  part: { in: 'query', name: 'debug' },
  replay: replayOf({ path: '/orders?debug=true' }),
});

describeFamily('unknown-parameter', [
  {
    says: 'parameters that the contract does not have are refused',
    finding,
    model: { operations: '  listOrders: { unknownParameters: allow }' },
    patch: { guard: 'parameters', set: { unknownParameters: 'deny' } },
    effective: ({ unknownParameters }) => unknownParameters === 'deny',
    variants: 12,
  },
  {
    says: 'where they are refused it is covered',
    finding,
    model: { operations: '  listOrders: { unknownParameters: deny }' },
    covered: 'parameters',
  },
]);
