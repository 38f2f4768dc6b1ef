import type { ReturnsRule } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { parsePointer, valueAt, type Steps } from '../pointer.js';
import { idText, principalField } from '../principal-field.js';
import { hasAnyRole } from '../role-inclusion.js';

function callerOf(rule: ReturnsRule): (exchange: Exchange) => string | undefined {
  const read = principalField(rule.is);
  return ({ principal }) => (principal ? read(principal) : undefined);
}

/** A copy of `value` with another array at the pointer. */
function withItems(value: unknown, steps: Steps, items: readonly unknown[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return items;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[step] = withItems(copy[step], rest, items);
  return copy;
}

/**
 * OWASP API1:2023. A list shows a caller only its own items: those of others, and those without an owner, are removed,
 * or the answer is withheld. An answer without the list is withheld.
 */
export default defineGuard({
  id: 'returns-filter',
  phase: 'authorize',
  title: 'Ownership of listed items',
  monitorable: true,
  settings: ['returns'],

  compileAnswer(operation) {
    const rule = operation.policy.returns;
    if (!rule) return null;
    const callerIn = callerOf(rule);
    const [items, field] = [parsePointer(rule.items), parsePointer(rule.field)];
    return function filterItems(exchange, answer) {
      if (answer.status < 200 || answer.status > 299) return undefined;
      if (hasAnyRole(exchange.roles, rule.crossedBy)) return undefined;
      const whole = answer.json();
      const list = valueAt(whole, items);
      if (!Array.isArray(list)) return deny('RESPONSE_REFUSED', { detail: { reason: 'the list is not there' } });
      const own = callerIn(exchange);
      const kept = list.filter((item) => own !== undefined && idText(valueAt(item, field)) === own);
      if (kept.length === list.length) return undefined;
      if (rule.others === 'deny') return deny('RESPONSE_REFUSED', { detail: { resource: rule.resource } });
      answer.replaceJson(withItems(whole, items, kept));
      return undefined;
    };
  },
});
