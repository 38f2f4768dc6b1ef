import { defineGuard } from '../guard.js';
import { compileAnswerOwnership, compileOwnership } from '../ownership.js';

/**
 * OWASP API1:2023, CWE-639. A caller may touch only objects of its own tenant, whoever owns them there: roles that cross
 * owners do not cross tenants. A caller without a tenant, and an object without one, are denied.
 */
export default defineGuard({
  id: 'object-tenant',
  phase: 'authorize',
  title: 'Tenant separation',
  monitorable: true,
  settings: ['tenants'],
  compile: (operation, context) =>
    compileOwnership({ rules: operation.policy.tenants, side: 'tenant' }, operation, context),
  compileAnswer: (operation) => compileAnswerOwnership({ rules: operation.policy.tenants }),
});
