import { describeFamily } from '../describe-family.js';
import { findingOf } from '../fixture.js';

describeFamily('role', [
  {
    says: 'only the expected roles may call',
    finding: findingOf('bfla-read', { facts: { expectedRoles: ['admin'] } }),
    patch: { guard: 'roles', set: { roles: ['admin'] } },
    effective: ({ roles }) => Array.isArray(roles) && roles.join() === 'admin',
    variants: 15,
  },
  {
    says: 'roles that are narrow enough stay',
    finding: findingOf('bfla-write', { facts: { expectedRoles: ['admin', 'support'] } }),
    model: { operations: '  getOrder: { roles: [admin] }' },
    covered: 'roles',
  },
  {
    says: 'the same in monitor mode is patched',
    finding: findingOf('bfla-write', { facts: { expectedRoles: ['admin'] } }),
    model: { mode: 'monitor', operations: '  getOrder: { roles: [admin] }' },
    patch: { guard: 'roles', set: { roles: ['admin'] } },
  },
  {
    says: 'roles that nobody has named cannot be demanded',
    finding: findingOf('bfla-read', { facts: { expectedRoles: ['stranger'] } }),
    impossible: /roles are meant/,
  },
]);
