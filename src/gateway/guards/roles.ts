import type { Operation } from '../../model/types.js';
import { challengeOf } from '../challenge.js';
import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';
import { hasAnyRole } from '../role-inclusion.js';

function needsCredential({ policy }: Operation): boolean {
  return policy.requirements.length > 0 && policy.requirements.every(({ length }) => length > 0);
}

/**
 * OWASP API5:2023, CWE-862. The caller must hold one of the operation's roles, inclusion worked out. An operation that
 * needs a credential but names no role is open to nobody; `any` opens it to every authenticated caller.
 */
export default defineGuard({
  id: 'roles',
  phase: 'authorize',
  title: 'Roles',
  monitorable: true,
  settings: ['roles'],

  compile(operation, context) {
    const { roles } = operation.policy;
    if (operation.policy.public) return null;
    // `any` opens an operation that needs a credential; it does not close one that needs none (a login).
    if ((roles === undefined || roles === 'any') && !needsCredential(operation)) return null;
    if (roles === undefined) return () => deny('ROLE_NOT_NAMED');
    const challenge = challengeOf(operation, context);
    return function requireRole(exchange) {
      if (!exchange.principal) return deny('CREDENTIAL_MISSING', { headers: challenge() });
      if (roles === 'any' || hasAnyRole(exchange.roles, roles)) return undefined;
      return deny('ROLE_MISSING', { detail: { roles } });
    };
  },
});
