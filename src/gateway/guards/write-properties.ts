import { deny } from '../denial.js';
import { defineGuard } from '../guard.js';
import { parsePointer } from '../pointer.js';
import { readJson } from '../request-json.js';
import { hasAnyRole } from '../role-inclusion.js';
import { writtenProperties } from '../written-properties.js';

/**
 * OWASP API3:2023, CWE-915. A property may be set only by the roles that the policy names for it. JSON, JSON Patch and
 * form bodies are read; a body of another kind could set anything, so that it is refused.
 */
export default defineGuard({
  id: 'write-properties',
  phase: 'authorize',
  title: 'Properties that may be written',
  monitorable: true,
  settings: ['writeProperties'],

  compile(operation) {
    const rules = [...operation.policy.writeProperties].map(([pointer, roles]) => ({
      pointer,
      roles,
      steps: parsePointer(pointer),
    }));
    if (rules.length === 0) return null;
    return function checkWrites(exchange) {
      const guarded = rules.filter(({ roles }) => !hasAnyRole(exchange.roles, roles));
      if (guarded.length === 0) return undefined;
      const denial = readJson(exchange);
      if (denial) return denial;
      const sets = writtenProperties(exchange);
      const written = sets ? guarded.filter(({ steps }) => sets(steps)) : guarded;
      if (written.length === 0) return undefined;
      const reason = sets ? 'may not be set by the caller' : 'cannot be looked for in this media type';
      const errors = written.slice(0, 10).map(({ pointer }) => ({ in: 'body', pointer, reason }));
      return deny('PROPERTY_NOT_WRITABLE', { errors });
    };
  },
});
