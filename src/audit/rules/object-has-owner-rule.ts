import { memberOf } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { ownershipOf } from '../owners.js';
import { defineRule, type RuleContext } from '../rule.js';
import { isAdmin, nameOf } from '../words.js';

/** `owner: none` stands in the policy or in the contract's `x-portcullis`: it leaves no rule that would show it. */
function saysNone(operation: Operation, { policyDocuments, name }: ApiModel): boolean {
  if (memberOf(operation.extensions['x-portcullis'], 'owner') === 'none') return true;
  const policy = policyDocuments?.files.get(policyDocuments.entry)?.value;
  const entries = memberOf(policy, 'operations');
  const names = [operation.id, operation.operationId ?? operation.id, nameOf(operation)];
  return names
    .flatMap((one) => [one, `${name}:${one}`])
    .some((one) => memberOf(memberOf(entries, one), 'owner') === 'none');
}

/** Somebody has decided: an owner rule, `owner: none`, a condition, or roles that are not for customers. */
function isDecided(operation: Operation, { model }: RuleContext): boolean {
  const { policy, resource } = operation;
  // Declared in the policy, and without an owner.
  if (resource?.from === 'policy') return true;
  if (
    policy.owners.length ||
    policy.tenants.length ||
    saysNone(operation, model) ||
    policy.when !== undefined ||
    policy.public
  )
    return true;
  if (!Array.isArray(policy.roles)) return false;
  // A role that stands for others is staff.
  return policy.roles.every((role) => (model.roles.get(role)?.size ?? 0) > 1 || /admin|staff|support/i.test(role));
}

/** Without a sign of an owner, changing and deleting the object itself is what matters most. */
function changesObject({ method, path, graphql }: Operation): boolean {
  if (graphql) return /^(delete|remove|update|edit|set|change|cancel)/.test(graphql.field);
  return method === 'delete' || ((method === 'put' || method === 'patch') && path.endsWith('}'));
}

/** OWASP API1:2023, CWE-639. */
export default defineRule({
  id: 'object-has-owner-rule',
  title: "Nothing keeps callers from other people's objects",
  severity: 'high',
  owasp: ['API1:2023'],
  cwe: [639],
  why: "The id stands in the request, so a caller who changes it reads or changes somebody else's object.",
  remedy: 'Declare the owner under `resources` in the policy, or `owner: none` where the object belongs to nobody.',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    operation(operation, context) {
      const { resource } = operation;
      if (!resource || operation.outgoing || isAdmin(operation) || isDecided(operation, context)) return;
      const owned = ownershipOf(context.model, operation);
      context.report(operation.node, {
        severity: owned ? 'high' : changesObject(operation) ? 'medium' : 'low',
        message: `${nameOf(operation)} takes the id of any ${resource.name}: no owner rule ${owned?.sign ?? 'says whose it is'}`,
        part: { in: resource.id.in, name: resource.id.name },
        ...(owned?.rule ? { patch: { guard: 'object-owner', set: { owner: owned.rule } } } : {}),
        facts: { resource: resource.name },
      });
    },
  },
});
