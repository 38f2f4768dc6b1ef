import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { bodyProperties } from './compile-schemas.js';
import type { RawOwner, RawReturns } from './policy-file.js';
import { defaultIs, findResource, type OwnerForm, type Resource } from './policy-resources.js';
import { checkRoles } from './policy-roles.js';
import { below } from './pointer.js';
import type { NodeRef, OperationResource, OwnerRule, ReturnsRule } from './types.js';

type Id = OwnerRule['id'];

/** The thing an operation is about: the policy's word first, then what the contract's path says. */
export function resourceOf(operation: BareOperation, context: ApiContext): OperationResource | undefined {
  const declared = resourcesOf(context).flatMap((resource) =>
    idsOf(resource.parameter, operation, context).map((id) => ({ name: resource.name, id, from: 'policy' as const })),
  );
  // The last path parameter is the object itself, the ones before it are its parents.
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const rank = ({ id }: OperationResource) => (id.in === 'path' ? positionIn(operation.path, id.name, inPath) : -1);
  return declared.sort((a, b) => rank(b) - rank(a))[0] ?? operation.resource;
}

function positionIn(path: string, name: string, names: readonly string[]): number {
  return names.includes(name) ? path.indexOf(`{${name}}`) : -1;
}

function resourcesOf({ resources, api }: ApiContext): readonly Resource[] {
  return resources.filter((resource) => resource.api === undefined || resource.api === api);
}

/** Parameters of this name in path and query, and the property of this name at the top of the body. */
function idsOf(name: string, operation: BareOperation, { documents }: ApiContext): readonly Id[] {
  const parameters = operation.parameters
    .filter((parameter) => parameter.name === name && (parameter.in === 'path' || parameter.in === 'query'))
    .map((parameter) => ({ in: parameter.in, name }));
  if (!bodyProperties(operation, documents).has(name)) return parameters;
  return [...parameters, { in: 'body', name, pointer: below({ file: '', pointer: '' }, name).pointer }];
}

/**
 * Owner rules of an operation: those of the resources it is about; a rule of its own replaces the ones about the same
 * id, a patch only adds, `none` drops what came before.
 */
export function compileOwners(
  operation: BareOperation,
  layers: readonly Layer[],
  context: ApiContext,
): readonly Placed<OwnerRule>[] {
  let rules = fromResources(operation, context);
  for (const layer of layers) {
    const { owner } = layer.settings;
    if (owner === undefined) continue;
    if (owner === 'none') {
      rules = [];
      continue;
    }
    const own = fromSetting(operation, layer, context);
    const replaced = new Set(layer.source === 'patch' ? [] : own.map(({ value }) => keyOf(value.id)));
    rules = [...rules.filter(({ value }) => !replaced.has(keyOf(value.id))), ...own];
  }
  for (const rule of rules) checkInTime(operation, rule, context);
  return rules;
}

function keyOf({ in: part, name, pointer = '' }: Id): string {
  return `${part} ${part === 'body' ? pointer : name}`;
}

function fromResources(operation: BareOperation, context: ApiContext): readonly Placed<OwnerRule>[] {
  return resourcesOf(context).flatMap((resource) =>
    idsOf(resource.parameter, operation, context).flatMap((id) =>
      resource.forms.map((form) => ({
        value: {
          resource: resource.name,
          id,
          ...seenFrom(form, operation),
          crossedBy: resource.crossedBy,
        },
        node: below(resource.node, 'owner'),
      })),
    ),
  );
}

/** The lookup operation itself is not asked twice: its own answer is looked at. */
function seenFrom({ form, is }: OwnerForm, operation: BareOperation): OwnerForm {
  if (form.kind !== 'lookup' || form.operationId !== operation.id) return { form, is };
  return { form: { kind: 'field', field: form.field }, is };
}

function fromSetting(operation: BareOperation, layer: Layer, context: ApiContext): readonly Placed<OwnerRule>[] {
  const owner = layer.settings.owner as RawOwner | readonly RawOwner[];
  const at = below(layer.node, 'owner');
  const list = isList(owner)
    ? owner.map((raw, index) => ({ raw, node: below(at, index) }))
    : [{ raw: owner, node: at }];
  return list.flatMap(({ raw, node }) => {
    const value = readOwner(raw, { operation, node, context });
    return value ? [{ value, node }] : [];
  });
}

function isList(owner: RawOwner | readonly RawOwner[]): owner is readonly RawOwner[] {
  return Array.isArray(owner);
}

interface OwnerPlace {
  readonly operation: BareOperation;
  readonly node: NodeRef;
  readonly context: ApiContext;
}

function readOwner(raw: RawOwner, place: OwnerPlace): OwnerRule | undefined {
  const { node, context } = place;
  checkRoles(raw.crossedBy ?? [], below(node, 'crossedBy'), context);
  const declared =
    raw.resource === undefined
      ? undefined
      : findResource(raw.resource, context.resources, {
          node: below(node, 'resource'),
          faults: context.faults,
          needed: false,
        });
  const id = raw.id ? readId(raw.id, place) : defaultId(declared, place);
  const form = readForm(raw, place);
  if (!id || !form) return undefined;
  const resource = raw.resource ?? resourceOf(place.operation, context)?.name ?? id.name;
  const crossedBy = raw.crossedBy ?? declared?.crossedBy ?? [];
  return { resource, id, ...seenFrom({ form, is: raw.is ?? defaultIs }, place.operation), crossedBy };
}

function readId(
  { in: part, name, pointer }: NonNullable<RawOwner['id']>,
  { node, context }: OwnerPlace,
): Id | undefined {
  if (part === 'body' && pointer !== undefined) return { in: part, name: name ?? pointer, pointer };
  if (part !== 'body' && name !== undefined) return { in: part, name };
  const missing = part === 'body' ? 'pointer' : 'name';
  context.faults.add('POLICY_INVALID', `"${missing}" is missing in \`id\``, below(node, 'id'), { key: true });
  return undefined;
}

function defaultId(resource: Resource | undefined, { operation, node, context }: OwnerPlace): Id | undefined {
  const declared = resource && idsOf(resource.parameter, operation, context)[0];
  const id = declared ?? resourceOf(operation, context)?.id ?? lastPathParameter(operation);
  if (id) return id;
  const hint = 'add `id: { in: query, name: NAME }` or `id: { in: body, pointer: /POINTER }`';
  context.faults.add('POLICY_INVALID', 'The operation carries no id that the owner rule could mean', node, {
    key: true,
    hint,
  });
  return undefined;
}

function lastPathParameter({ parameters, path }: BareOperation): Id | undefined {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const last = inPath.sort((a, b) => path.indexOf(`{${a.name}}`) - path.indexOf(`{${b.name}}`)).at(-1);
  return last && { in: 'path', name: last.name };
}

function readForm(raw: RawOwner, { node, context }: OwnerPlace): OwnerRule['form'] | undefined {
  const { field, lookup, cacheSeconds = 0 } = raw;
  const { names, api, faults } = context;
  if (lookup === undefined) return field === undefined ? { kind: 'id' } : { kind: 'field', field };
  if (field === undefined) {
    faults.add('POLICY_INVALID', '"field" is missing beside `lookup`', node, { key: true });
    return undefined;
  }
  const operationId = names.within(api, lookup);
  if (operationId !== undefined) return { kind: 'lookup', operationId, field, cacheSeconds };
  names.find(lookup, below(node, 'lookup'), { faults });
  return undefined;
}

/** A write must be judged before it happens: looking at its answer would be too late. */
function checkInTime(operation: BareOperation, { value, node }: Placed<OwnerRule>, context: ApiContext): void {
  const { faults, operations } = context;
  if (!node) return;
  if (value.form.kind === 'lookup' && operations.get(value.form.operationId)?.isWrite) {
    faults.add('POLICY_INVALID', `${value.form.operationId} cannot be a lookup: it writes`, node, { key: true });
  }
  if (value.form.kind !== 'field' || operation.isRead) return;
  const reader = readerOf(value.id, operations);
  faults.add(
    'POLICY_INVALID',
    `The owner of "${value.resource}" must be known before a write: the answer comes too late`,
    node,
    { key: true, hint: `add \`lookup: ${reader ?? 'NAME'}\`, or \`owner: none\` at ${operation.id}` },
  );
}

function readerOf({ name }: Id, operations: ReadonlyMap<string, BareOperation>): string | undefined {
  return [...operations.values()].find(({ method, path }) => method === 'get' && path.endsWith(`/{${name}}`))?.id;
}

/** What a list may show; what is not said is taken from the resource. */
export function compileReturns(raw: RawReturns, node: NodeRef, context: ApiContext): ReturnsRule | undefined {
  const { faults } = context;
  checkRoles(raw.crossedBy ?? [], below(node, 'crossedBy'), context);
  const resource = findResource(raw.resource, context.resources, {
    node: below(node, 'resource'),
    faults,
    needed: raw.field === undefined,
  });
  if (!resource && raw.field === undefined) return undefined;
  const form = resource?.forms.find((one) => one.form.kind !== 'id');
  const field = raw.field ?? (form && 'field' in form.form ? form.form.field : undefined);
  if (field === undefined) {
    const hint = 'add `field`, the JSON Pointer of the owner in an item';
    faults.add('POLICY_INVALID', `The owner of an item is unknown: "${raw.resource}" has no field`, node, {
      key: true,
      hint,
    });
    return undefined;
  }
  return {
    resource: raw.resource,
    items: raw.items ?? '',
    field,
    is: raw.is ?? form?.is ?? resource?.forms[0]?.is ?? defaultIs,
    others: raw.others ?? 'remove',
    crossedBy: raw.crossedBy ?? resource?.crossedBy ?? [],
  };
}
