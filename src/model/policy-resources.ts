import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import type { RawResource } from './policy-file.js';
import type { OperationNames } from './policy-names.js';
import { checkRoles, type RoleNames } from './policy-roles.js';
import { below } from './pointer.js';
import type { NodeRef, OwnerRule } from './types.js';

/** One way to find the owner of a thing. */
export interface OwnerForm {
  readonly form: OwnerRule['form'];
  readonly is: string;
}

/** A thing whose owner matters, from the policy's `resources`. */
export interface Resource {
  readonly name: string;
  /** Name of the parameter that carries its id. */
  readonly parameter: string;
  readonly forms: readonly OwnerForm[];
  readonly crossedBy: readonly string[];
  /** API of the `lookup`, or undefined when the resource may be part of any API. */
  readonly api: string | undefined;
  readonly node: NodeRef;
}

export interface ResourceContext {
  readonly node: NodeRef;
  readonly faults: Faults;
  readonly names: OperationNames;
  readonly roles: RoleNames['roles'];
}

/** What an owner is compared with when the policy does not say. */
export const defaultIs = 'principal.subject';

export function readResources(
  raw: Readonly<Record<string, RawResource>> | undefined,
  context: ResourceContext,
): readonly Resource[] {
  return Object.entries(raw ?? {}).map(([name, resource]) =>
    readResource(name, resource, { ...context, node: below(context.node, name) }),
  );
}

function readResource(name: string, raw: RawResource, context: ResourceContext): Resource {
  const { node, faults, roles, names } = context;
  checkRoles(raw.crossedBy ?? [], below(node, 'crossedBy'), { roles, faults });
  const lookup = raw.owner?.lookup;
  const found = lookup === undefined ? undefined : names.find(lookup, below(node, 'owner', 'lookup'), { faults });
  return {
    name,
    parameter: raw.id,
    forms: raw.owner ? readForms(raw.owner, { ...context, node: below(node, 'owner') }, found?.id) : [],
    crossedBy: raw.crossedBy ?? [],
    api: found?.api,
    node,
  };
}

function readForms(
  owner: NonNullable<RawResource['owner']>,
  { node, faults }: ResourceContext,
  lookup: string | undefined,
): readonly OwnerForm[] {
  const { id, field, is = defaultIs } = owner;
  if (owner.lookup !== undefined && field === undefined) {
    const hint = 'add `field`, the JSON Pointer of the owner in the answer of the lookup';
    faults.add('POLICY_INVALID', '"field" is missing beside `lookup`', node, { key: true, hint });
    return [];
  }
  if (id === undefined && field === undefined) {
    const expected = 'id, field, or lookup with field';
    faults.add('POLICY_INVALID', 'The owner rule does not say how the owner is found', node, { key: true, expected });
  }
  const byId: OwnerForm[] = id === undefined ? [] : [{ form: { kind: 'id' }, is: id }];
  if (field === undefined) return byId;
  if (owner.lookup === undefined) return [...byId, { form: { kind: 'field', field }, is }];
  if (lookup === undefined) return byId;
  const { cacheSeconds = 0 } = owner;
  return [...byId, { form: { kind: 'lookup', operationId: lookup, field, cacheSeconds }, is }];
}

/**
 * Finds a resource that a rule names. A name that is not declared is a mere label, and fine, where the rule says
 * everything by itself (a patch does); it is reported when something is needed from it, or when it looks mistyped.
 */
export function findResource(
  name: string,
  resources: readonly Resource[],
  at: { readonly node: NodeRef; readonly faults: Faults; readonly needed: boolean },
): Resource | undefined {
  const found = resources.find((resource) => resource.name === name);
  if (found) return found;
  const near = didYouMean(
    name,
    resources.map((resource) => resource.name),
  );
  if (at.needed || near) {
    const hint = near ?? 'add it to `resources`';
    at.faults.add('POLICY_UNKNOWN_NAME', `There is no resource "${name}"`, at.node, { hint });
  }
  return undefined;
}
