import type { Principal } from '../identity/principal.js';
import type { Roles } from '../model/types.js';

const none: ReadonlySet<string> = new Set();

/** Works out a principal's roles with inclusion; remembered as long as the principal is. */
export function makeRoleInclusion(roles: Roles): (principal: Principal | undefined) => ReadonlySet<string> {
  const known = new WeakMap<Principal, ReadonlySet<string>>();
  return (principal) => {
    if (!principal) return none;
    let found = known.get(principal);
    if (!found) {
      found = new Set(principal.roles.flatMap((role) => [role, ...(roles.get(role) ?? [])]));
      known.set(principal, found);
    }
    return found;
  };
}

/** Whether the caller holds one of the wanted roles. No caller, no roles and an empty list all say no. */
export function hasAnyRole(held: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((role) => held.has(role));
}
