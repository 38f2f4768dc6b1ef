import type { ReturnsRule } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Exchange } from '../exchange.js';
import { defineGuard } from '../guard.js';
import { parsePointer, valueAt, type Steps } from '../pointer.js';
import { idText, principalField } from '../principal-field.js';
import { hasAnyRole } from '../role-inclusion.js';

type Comparison = Pick<ReturnsRule, 'field' | 'is' | 'crossedBy'>;

/** Whether an item may be shown to this caller; undefined: every item may. */
function itemsFor({
  field,
  is,
  crossedBy,
}: Comparison): (exchange: Exchange) => ((item: unknown) => boolean) | undefined {
  const [read, steps] = [principalField(is), parsePointer(field)];
  return ({ principal, roles }) => {
    if (hasAnyRole(roles, crossedBy)) return undefined;
    const own = principal ? read(principal) : undefined;
    return (item) => own !== undefined && idText(valueAt(item, steps)) === own;
  };
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
 * OWASP API1:2023. A list shows a caller only its own items, and only those of its tenant: those of others, and those
 * without an owner or tenant, are removed, or the answer is withheld. An answer without the list is withheld.
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
    const comparisons = [rule, ...(rule.tenant ? [rule.tenant] : [])].map(itemsFor);
    const items = parsePointer(rule.items);
    return function filterItems(exchange, answer) {
      if (answer.status < 200 || answer.status > 299) return undefined;
      const shown = comparisons.map((of) => of(exchange)).filter((mayShow) => mayShow !== undefined);
      if (shown.length === 0) return undefined;
      const whole = answer.json();
      const list = valueAt(whole, items);
      if (!Array.isArray(list)) return deny('RESPONSE_REFUSED', { detail: { reason: 'the list is not there' } });
      const kept = list.filter((item) => shown.every((mayShow) => mayShow(item)));
      if (kept.length === list.length) return undefined;
      if (rule.others === 'deny') return deny('RESPONSE_REFUSED', { detail: { resource: rule.resource } });
      answer.replaceJson(withItems(whole, items, kept));
      return undefined;
    };
  },
});
