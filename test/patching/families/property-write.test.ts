import { describeFamily } from '../describe-family.js';
import { findingOf, replayOf } from '../fixture.js';

const at = {
  operationId: 'createOrder',
  replay: replayOf({ method: 'POST', path: '/orders', body: { quantity: 1, role: 'admin' } }),
};

describeFamily('property-write', [
  {
    says: 'undeclared properties are refused',
    finding: findingOf('mass-assignment', { ...at, facts: { undeclaredProperties: ['/role'] } }),
    patch: { guard: 'body', set: { unknownProperties: 'deny' } },
    effective: ({ unknownProperties }) => unknownProperties === 'deny',
    variants: 10,
  },
  {
    says: 'declared ones get an empty write list, in one setting with the others',
    finding: findingOf('mass-assignment', {
      ...at,
      facts: { declaredProperties: ['/total'], undeclaredProperties: ['/role'] },
    }),
    patch: { guard: 'write-properties', set: { writeProperties: { '/total': [], '/role': [] } } },
    effective: ({ writeProperties }) => writeProperties.get('/total')?.length === 0,
  },
  {
    says: 'a contract that is only watched is not enforced as a whole: the properties are named',
    finding: findingOf('mass-assignment', {
      ...at,
      facts: { undeclaredProperties: ['/role'], closedByContract: true },
    }),
    model: { mode: 'monitor' },
    patch: { guard: 'write-properties', set: { writeProperties: { '/role': [] } } },
  },
  {
    says: 'a closed contract covers it',
    finding: findingOf('mass-assignment', {
      ...at,
      facts: { undeclaredProperties: ['/role'], closedByContract: true },
    }),
    covered: 'body',
  },
  {
    says: 'a write list that names them covers it',
    finding: findingOf('mass-assignment', { ...at, facts: { declaredProperties: ['/total'] } }),
    model: { operations: '  createOrder: { writeProperties: { /total: [admin] } }' },
    covered: 'write-properties',
  },
  {
    says: 'without names there is nothing to refuse',
    finding: findingOf('mass-assignment', at),
    impossible: /not known/,
  },
]);
