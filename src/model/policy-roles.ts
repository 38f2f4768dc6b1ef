import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import type { PolicyFile } from './policy-file.js';
import { below } from './pointer.js';
import type { NodeRef, Roles } from './types.js';

/** Works out which roles a role stands for. Cycles and unknown names are faults. */
export function readRoles(raw: PolicyFile['roles'], node: NodeRef, faults: Faults): Roles {
  const includes = new Map(Object.entries(raw ?? {}).map(([name, role]) => [name, role?.includes ?? []]));
  const roles = new Map<string, ReadonlySet<string>>();
  for (const [name, included] of includes) {
    checkRoles(included, below(node, name, 'includes'), { roles: includes, faults });
    roles.set(name, reachable(name, includes));
    if (included.some((other) => other === name || reachable(other, includes).has(name))) {
      const message = `The role "${name}" includes itself`;
      faults.add('POLICY_INVALID', message, below(node, name, 'includes'), { hint: 'break the circle of `includes`' });
    }
  }
  return roles;
}

function reachable(name: string, includes: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([name]);
  // A set visits what is added while it is walked.
  for (const role of found) for (const other of includes.get(role) ?? []) found.add(other);
  return found;
}

/** What role names are checked against; `roles` undefined = every name is a role (a contract without a policy). */
export interface RoleNames {
  readonly roles: ReadonlyMap<string, unknown> | undefined;
  readonly faults: Faults;
}

/** Reports each name of a list that is not a role. */
export function checkRoles(names: readonly string[], node: NodeRef, { roles, faults }: RoleNames): void {
  if (!roles) return;
  for (const [index, name] of names.entries()) {
    if (roles.has(name)) continue;
    faults.add('POLICY_UNKNOWN_NAME', `There is no role "${name}"`, below(node, index), {
      hint: didYouMean(name, roles.keys()) ?? 'add it to `roles`',
    });
  }
}
