import { challengeOf } from '../challenge.js';
import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';

/** OWASP API5:2023. The credential must carry every scope that the policy names for the operation. */
export default defineGuard({
  id: 'scopes',
  phase: 'authorize',
  title: 'Scopes',
  monitorable: true,
  settings: ['scopes'],

  compile(operation, context) {
    const { scopes } = operation.policy;
    if (scopes.length === 0) return null;
    const challenge = challengeOf(operation, context);
    return function requireScopes({ principal }) {
      if (!principal) return deny('CREDENTIAL_MISSING', { headers: challenge({ scopes }) });
      if (scopes.every((scope) => principal.scopes.includes(scope))) return undefined;
      return deny('SCOPE_MISSING', { headers: challenge({ error: 'insufficient_scope', scopes }) });
    };
  },
});
