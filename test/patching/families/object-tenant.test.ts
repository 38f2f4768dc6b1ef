import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

const facts = { tenantPointer: '/tenant', ownerTenant: 'red' };

describeFamily('object-tenant', [
  {
    says: 'the policy must say where the tenant of a caller stands',
    finding: findingOf('tenant-isolation-broken', { facts }),
    impossible: /identity\.schemes/,
    variants: 10,
  },
  {
    says: 'an answer without a tenant tells nothing',
    finding: findingOf('tenant-isolation-broken', { facts: { ownerTenant: 'red' } }),
    impossible: /No answer shows/,
  },
]);
