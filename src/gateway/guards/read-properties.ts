import { deny } from '../denial.js';
import { isJsonAnswer } from '../answer-type.js';
import { defineGuard } from '../guard.js';
import { parsePointer, withoutAt } from '../pointer.js';
import { hasAnyRole } from '../role-inclusion.js';

/**
 * OWASP API3:2023, CWE-200. Properties of answers that the caller's roles may not read are removed. An answer that
 * says it is JSON and is not cannot be judged: it is withheld.
 */
export default defineGuard({
  id: 'read-properties',
  phase: 'authorize',
  title: 'Properties that may be read',
  monitorable: true,
  settings: ['readProperties'],

  compileAnswer(operation) {
    const rules = [...operation.policy.readProperties].map(([pointer, roles]) => ({
      roles,
      steps: parsePointer(pointer),
    }));
    if (rules.length === 0) return null;
    return function hideProperties(exchange, answer) {
      const hidden = rules.filter(({ roles }) => !hasAnyRole(exchange.roles, roles));
      if (hidden.length === 0 || answer.body.length === 0 || !isJsonAnswer(answer)) return undefined;
      const whole = answer.json();
      if (whole === undefined) return deny('RESPONSE_REFUSED', { detail: { reason: 'the answer is not JSON' } });
      const shown = hidden.reduce<unknown>((value, { steps }) => withoutAt(value, steps), whole);
      if (shown !== whole) answer.replaceJson(shown);
      return undefined;
    };
  },
});
