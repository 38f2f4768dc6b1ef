import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isAdmin, nameOf } from '../words.js';

/** Roles that ordinary operations name too. */
function ordinaryRoles(model: ApiModel): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const operation of model.operations.values()) {
    if (isAdmin(operation) || !Array.isArray(operation.policy.roles)) continue;
    for (const role of operation.policy.roles) if ((model.roles.get(role)?.size ?? 0) <= 1) roles.add(role);
  }
  return roles;
}

/** Who else may call it, in words; undefined when it is kept to roles of its own. */
function openTo({ policy }: Operation, ordinary: ReadonlySet<string>): string | undefined {
  if (policy.public) return 'anyone';
  if (policy.roles === 'any') return 'everybody who is logged in';
  const shared = policy.roles?.find((role) => ordinary.has(role) && !/admin/i.test(role));
  return shared && `the role "${shared}", which ordinary operations name too`;
}

/** Roles that the description keeps it to ("Support and admins only"), or the one that is called so. */
function meantFor(model: ApiModel, { description, summary }: Operation): readonly string[] {
  const said = /([\w ,]+) only\b/i.exec(description)?.[1] ?? /([\w ,]+) only\b/i.exec(summary)?.[1] ?? '';
  const words = said.toLowerCase().split(/\W+/);
  const named = [...model.roles.keys()].filter((role) =>
    words.some((word) => word === role.toLowerCase() || word === `${role.toLowerCase()}s`),
  );
  return named.length ? named : model.roles.has('admin') ? ['admin'] : [];
}

/** OWASP API5:2023, CWE-862. */
export default defineRule({
  id: 'admin-operation-has-own-role',
  title: 'Administration is open to ordinary callers',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: [862],
  why: 'Any account, a free trial or a stolen one, can do what only administrators should.',
  remedy: 'Name a role of its own in `roles`.',
  needs: 'policy',
  confidence: 'firm',
  visit: {
    model(model, { report }) {
      const ordinary = ordinaryRoles(model);
      for (const operation of model.operations.values()) {
        if (operation.outgoing || !isAdmin(operation)) continue;
        const who = openTo(operation, ordinary);
        if (!who) continue;
        const roles = meantFor(model, operation);
        const { roles: origin } = operation.policy.origins;
        // What the defaults say is said of many: the operation itself is the better place.
        report(origin?.pointer.startsWith('/operations/') ? origin : operation.node, {
          operations: [operation],
          key: `admin ${operation.id}`,
          message: `${nameOf(operation)} is an operation for administrators and open to ${who}`,
          ...(roles.length ? { patch: { guard: 'roles', set: { roles } } } : {}),
        });
      }
    },
  },
});
