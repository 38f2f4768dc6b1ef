import { didYouMean } from '../core/nearest.js';
import type { Faults } from './policy-faults.js';
import type { RawOwnership, RawResource } from './policy-file.js';
import type { OperationNames } from './policy-names.js';
import { checkRoles, type RoleNames } from './policy-roles.js';
import { below } from './pointer.js';
import type { AnsweredForm, NodeRef, OwnerRule } from './types.js';

/** One way to find the owner of a thing. */
export interface OwnerForm {
  readonly form: OwnerRule['form'];
  readonly is: string;
}

/** What a resource says of owners, or of tenants. */
export interface Ownership {
  readonly forms: readonly OwnerForm[];
  /** Roles that may touch what is not theirs. */
  readonly crossedBy: readonly string[];
}

/** Whose things they are: somebody's, and some tenant's. */
export type Side = 'owner' | 'tenant';

/** A thing whose owner matters, from the policy's `resources`. */
export interface Resource {
  readonly name: string;
  /** Name of the parameter that carries its id. */
  readonly parameter: string;
  readonly owner: Ownership;
  readonly tenant: Ownership;
  /** Operations that make it, by what is remembered then. */
  readonly learned: Readonly<Record<Side, ReadonlySet<string>>>;
  readonly createdId: string | undefined;
  /** API of the operations it names, or undefined when the resource may be part of any API. */
  readonly api: string | undefined;
  readonly node: NodeRef;
}

export interface ResourceContext {
  readonly node: NodeRef;
  readonly faults: Faults;
  readonly names: OperationNames;
  readonly roles: RoleNames['roles'];
}

/** What an owner, or a tenant, is compared with when the policy does not say. */
export const defaultIs: Readonly<Record<Side, string>> = { owner: 'principal.subject', tenant: 'principal.tenant' };

export function readResources(
  raw: Readonly<Record<string, RawResource>> | undefined,
  context: ResourceContext,
): readonly Resource[] {
  return Object.entries(raw ?? {}).map(([name, resource]) =>
    readResource(name, resource, { ...context, node: below(context.node, name) }),
  );
}

function readResource(name: string, raw: RawResource, context: ResourceContext): Resource {
  const { node, faults } = context;
  checkRoles(raw.crossedBy ?? [], below(node, 'crossedBy'), context);
  checkRoles(raw.tenantCrossedBy ?? [], below(node, 'tenantCrossedBy'), context);
  const owner = readSide('owner', raw, context);
  const tenant = readSide('tenant', raw, context);
  const apis = new Set([...owner.apis, ...tenant.apis]);
  if (apis.size > 1) {
    faults.add('POLICY_INVALID', `"${name}" names operations of ${[...apis].join(' and ')}`, node, {
      key: true,
      expected: 'operations of one API',
    });
  }
  if (raw.createdId !== undefined && owner.learned.size + tenant.learned.size === 0) {
    const hint = 'add `learned: NAME` to `owner` or `tenant`';
    faults.add('POLICY_INVALID', '`createdId` means something with `learned` only', below(node, 'createdId'), {
      key: true,
      hint,
    });
  }
  return {
    name,
    parameter: raw.id,
    owner: { forms: owner.forms, crossedBy: raw.crossedBy ?? [] },
    tenant: { forms: tenant.forms, crossedBy: raw.tenantCrossedBy ?? [] },
    learned: { owner: owner.learned, tenant: tenant.learned },
    createdId: raw.createdId,
    api: [...apis][0],
    node,
  };
}

interface ReadSide {
  readonly forms: readonly OwnerForm[];
  readonly learned: ReadonlySet<string>;
  readonly apis: ReadonlySet<string>;
}

function readSide(side: Side, raw: RawResource, context: ResourceContext): ReadSide {
  const said = raw[side];
  if (!said) return { forms: [], learned: new Set(), apis: new Set() };
  const node = below(context.node, side);
  const { faults, names } = context;
  const lookup = said.lookup === undefined ? undefined : names.find(said.lookup, below(node, 'lookup'), { faults });
  const learned = learnedFrom(said, node, context);
  const apis = new Set([...(lookup ? [lookup.api] : []), ...learned.map(({ api }) => api)]);
  const forms = readForms(said, { ...context, node, side, is: said.is ?? defaultIs[side] }, lookup?.id);
  return { forms, learned: new Set(learned.map(({ id }) => id)), apis };
}

function learnedFrom({ learned }: RawOwnership, node: NodeRef, { names, faults }: ResourceContext) {
  const at = below(node, 'learned');
  if (learned === undefined) return [];
  if (typeof learned === 'string') return [names.find(learned, at, { faults })].filter((one) => one !== undefined);
  return learned.flatMap((name, index) => names.find(name, below(at, index), { faults }) ?? []);
}

function readForms(
  said: RawOwnership,
  { node, faults, side, is }: ResourceContext & { readonly side: Side; readonly is: string },
  lookup: string | undefined,
): readonly OwnerForm[] {
  const { id, field, learned } = said;
  if (said.lookup !== undefined && field === undefined) {
    const hint = `add \`field\`, the JSON Pointer of the ${side} in the answer of the lookup`;
    faults.add('POLICY_INVALID', '"field" is missing beside `lookup`', node, { key: true, hint });
    return [];
  }
  if (id === undefined && field === undefined && learned === undefined) {
    const expected = 'id, field, lookup with field, or learned';
    faults.add('POLICY_INVALID', `The ${side} rule does not say how the ${side} is found`, node, {
      key: true,
      expected,
    });
  }
  const byId: OwnerForm[] = id === undefined ? [] : [{ form: { kind: 'id' }, is: id }];
  const answered = answeredForm(said, lookup);
  if (learned !== undefined) return [...byId, { form: { kind: 'learned', otherwise: answered }, is }];
  return answered ? [...byId, { form: answered, is }] : byId;
}

/** Undefined too when the lookup names nothing: that was reported. */
function answeredForm(said: RawOwnership, lookup: string | undefined): AnsweredForm | undefined {
  const { field, cacheSeconds = 0 } = said;
  if (field === undefined) return undefined;
  if (said.lookup === undefined) return { kind: 'field', field };
  return lookup === undefined ? undefined : { kind: 'lookup', operationId: lookup, field, cacheSeconds };
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
