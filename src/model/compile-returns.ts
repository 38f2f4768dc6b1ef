import type { ApiContext, Layer, Placed } from './compile-context.js';
import { lastOf } from './compile-layers.js';
import type { RawReturns } from './policy-file.js';
import { defaultIs, findResource, type OwnerForm, type Resource, type Side } from './policy-resources.js';
import { checkRoles } from './policy-roles.js';
import { below } from './pointer.js';
import type { NodeRef, ReturnsRule } from './types.js';

/** What a list may show; what is not said is taken from the resource. */
export function compileReturns(layers: readonly Layer[], context: ApiContext): Placed<ReturnsRule | undefined> {
  const { value, node } = lastOf(layers, 'returns');
  if (!value || !node) return { value: undefined, node };
  const crosses = lastOf(layers, 'tenant').value === 'none';
  return { value: readReturns(value, { node, context, crosses }), node };
}

interface Place {
  readonly node: NodeRef;
  readonly context: ApiContext;
  /** The operation is about things of every tenant. */
  readonly crosses: boolean;
}

type Comparison = NonNullable<ReturnsRule['tenant']>;

function readReturns(raw: RawReturns, place: Place): ReturnsRule | undefined {
  const { node, context } = place;
  checkRoles(raw.crossedBy ?? [], below(node, 'crossedBy'), context);
  const resource = findResource(raw.resource, context.resources, {
    node: below(node, 'resource'),
    faults: context.faults,
    needed: raw.field === undefined,
  });
  if (!resource && raw.field === undefined) return undefined;
  const tenant = tenantOf(raw, resource, place);
  const owner = ownerOf(raw, resource, { ...place, optional: tenant !== undefined });
  const list = { resource: raw.resource, items: raw.items ?? '', others: raw.others ?? 'remove' } as const;
  if (!owner) return tenant && { ...list, ...tenant };
  return { ...list, ...owner, ...(tenant ? { tenant } : {}) };
}

function ownerOf(
  raw: RawReturns,
  resource: Resource | undefined,
  { optional, ...place }: Place & { readonly optional: boolean },
): Comparison | undefined {
  const form = formOf(resource, 'owner');
  const field = raw.field ?? fieldOf(form);
  // A thing that belongs to a tenant and to nobody in it.
  if (field === undefined && optional && resource?.owner.forms.length === 0) return undefined;
  if (field === undefined) return refuse('owner', raw, place);
  const is = raw.is ?? form?.is ?? resource?.owner.forms[0]?.is ?? defaultIs.owner;
  return { field, is, crossedBy: raw.crossedBy ?? resource?.owner.crossedBy ?? [] };
}

function tenantOf(raw: RawReturns, resource: Resource | undefined, place: Place): Comparison | undefined {
  if (place.crosses) return undefined;
  const form = formOf(resource, 'tenant');
  const isSeparate = (resource?.tenant.forms.length ?? 0) > 0 || raw.tenantField !== undefined;
  if (!isSeparate) return undefined;
  const field = raw.tenantField ?? fieldOf(form);
  if (field === undefined) return refuse('tenant', raw, place);
  const is = form?.is ?? resource?.tenant.forms[0]?.is ?? defaultIs.tenant;
  return { field, is, crossedBy: resource?.tenant.crossedBy ?? [] };
}

function formOf(resource: Resource | undefined, side: Side): OwnerForm | undefined {
  return resource?.[side].forms.find(({ form }) => form.kind !== 'id');
}

function fieldOf(found: OwnerForm | undefined): string | undefined {
  if (!found || found.form.kind === 'id') return undefined;
  return found.form.kind === 'learned' ? found.form.otherwise?.field : found.form.field;
}

function refuse(side: Side, raw: RawReturns, { node, context }: Place): undefined {
  const key = side === 'owner' ? 'field' : 'tenantField';
  const message = `The ${side} of an item is unknown: "${raw.resource}" has no field`;
  const hint = `add \`${key}\`, the JSON Pointer of the ${side} in an item`;
  context.faults.add('POLICY_INVALID', message, node, { key: true, hint });
  return undefined;
}
