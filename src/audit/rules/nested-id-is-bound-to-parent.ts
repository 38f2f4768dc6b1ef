import type { Operation, OwnerRule } from '../../model/types.js';
import { ownershipOf } from '../owners.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Names of the id parameters in the path, in its order. */
function idsOf({ path }: Operation): readonly string[] {
  return path.split('/').flatMap((segment) => /^\{([^{}]+)\}$/.exec(segment)?.[1] ?? []);
}

/** An owner rule as it is written in a policy; undefined for those that only the resource can say. */
function written({ resource, id, is, form, crossedBy }: OwnerRule): Readonly<Record<string, unknown>> | undefined {
  if (form.kind === 'learned') return undefined;
  const found = form.kind === 'lookup' ? { lookup: form.operationId, cacheSeconds: form.cacheSeconds } : {};
  const field = form.kind === 'id' ? {} : { field: form.field };
  return { resource, id, is, crossedBy, ...found, ...field };
}

/** The rules there are, and one for the object itself. */
function both(rules: readonly OwnerRule[], own: Readonly<Record<string, unknown>> | undefined) {
  const kept = rules.map(written);
  if (!own || kept.includes(undefined)) return {};
  return { patch: { guard: 'object-owner', set: { owner: [...kept, own] } } };
}

/** OWASP API1:2023, CWE-639. */
export default defineRule({
  id: 'nested-id-is-bound-to-parent',
  title: 'Only the outer object is checked',
  severity: 'medium',
  owasp: ['API1:2023'],
  cwe: [639],
  why: "With an outer id of one's own and an inner id of somebody else, the check of the outer one is passed and the inner object is handed out.",
  remedy: 'Declare the owner of the inner object too, or compare its parent with the id in the path in the code.',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    operation(operation, { model, report }) {
      const { policy, resource } = operation;
      const ids = idsOf(operation);
      const inner = ids.at(-1);
      if (operation.outgoing || policy.when !== undefined || ids.length < 2 || resource?.id.name !== inner) return;
      const judged = new Set([...policy.owners, ...policy.tenants].map(({ id }) => id.name));
      const outer = ids.slice(0, -1).findLast((name) => policy.owners.some(({ id }) => id.name === name));
      if (outer === undefined || judged.has(inner!)) return;
      report(operation.node, {
        message: `${nameOf(operation)} checks whose "${outer}" it is, and takes any "${inner}"`,
        part: { in: 'path', name: inner! },
        ...both(policy.owners, ownershipOf(model, operation)?.rule),
      });
    },
  },
});
