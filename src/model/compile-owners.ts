import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { bodyProperties } from './compile-schemas.js';
import type { RawOwner } from './policy-file.js';
import { defaultIs, findResource, type OwnerForm, type Resource, type Side } from './policy-resources.js';
import { checkRoles } from './policy-roles.js';
import { below } from './pointer.js';
import type { AnsweredForm, NodeRef, OperationResource, OwnerRule } from './types.js';

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

/** The policy's resources that may be part of this API. */
export function resourcesOf({ resources, api }: ApiContext): readonly Resource[] {
  return resources.filter((resource) => resource.api === undefined || resource.api === api);
}

/** Parameters of this name in path and query, and the property of this name at the top of the body. */
export function idsOf(name: string, operation: BareOperation, { documents }: ApiContext): readonly Id[] {
  const parameters = operation.parameters
    .filter((parameter) => parameter.name === name && (parameter.in === 'path' || parameter.in === 'query'))
    .map((parameter) => ({ in: parameter.in, name }));
  if (!bodyProperties(operation, documents).has(name)) return parameters;
  return [...parameters, { in: 'body', name, pointer: below({ file: '', pointer: '' }, name).pointer }];
}

/**
 * Owner rules of an operation, or those about tenants: from the resources it is about; a rule of its own replaces the
 * ones about the same id, a patch only adds, `none` drops what came before.
 */
export function compileOwners(
  operation: BareOperation,
  layers: readonly Layer[],
  { side, ...context }: ApiContext & { readonly side: Side },
): readonly Placed<OwnerRule>[] {
  let rules = fromResources(operation, side, context);
  for (const layer of layers) {
    const said = layer.settings[side];
    if (said === undefined) continue;
    if (said === 'none') {
      rules = [];
      continue;
    }
    const own = fromSetting(said, { operation, side, node: below(layer.node, side), context });
    const replaced = new Set(layer.source === 'patch' ? [] : own.map(({ value }) => keyOf(value.id)));
    rules = [...rules.filter(({ value }) => !replaced.has(keyOf(value.id))), ...own];
  }
  for (const rule of rules) checkInTime(operation, rule, { ...context, side });
  return rules;
}

function keyOf({ in: part, name, pointer = '' }: Id): string {
  return `${part} ${part === 'body' ? pointer : name}`;
}

function fromResources(operation: BareOperation, side: Side, context: ApiContext): readonly Placed<OwnerRule>[] {
  return resourcesOf(context).flatMap((resource) =>
    idsOf(resource.parameter, operation, context).flatMap((id) =>
      resource[side].forms.filter(isAbout(operation, resource, id)).map((form) => ({
        value: {
          resource: resource.name,
          id,
          ...seenFrom(form, operation),
          crossedBy: resource[side].crossedBy,
        },
        node: below(resource.node, side),
      })),
    ),
  );
}

/** A create whose body brings the id of the new thing: nobody can remember whose it is yet. */
function isAbout(operation: BareOperation, { learned }: Resource, id: Id): (form: OwnerForm) => boolean {
  const creates = learned.owner.has(operation.id) || learned.tenant.has(operation.id);
  return ({ form }) => !(creates && id.in === 'body' && form.kind === 'learned');
}

/** The lookup operation itself is not asked twice: its own answer is looked at. */
function seenFrom({ form, is }: OwnerForm, operation: BareOperation): OwnerForm {
  if (form.kind === 'lookup') return { form: answerSeenFrom(form, operation), is };
  if (form.kind !== 'learned' || !form.otherwise) return { form, is };
  const otherwise = answerSeenFrom(form.otherwise, operation);
  // The answer of a write comes too late: what nobody remembers is then nobody's.
  const inTime = otherwise.kind === 'lookup' || operation.isRead;
  return { form: { kind: 'learned', otherwise: inTime ? otherwise : undefined }, is };
}

function answerSeenFrom(form: AnsweredForm, { id }: BareOperation): AnsweredForm {
  return form.kind === 'lookup' && form.operationId === id ? { kind: 'field', field: form.field } : form;
}

function fromSetting(said: RawOwner | readonly RawOwner[], place: OwnerPlace): readonly Placed<OwnerRule>[] {
  const list = isList(said)
    ? said.map((raw, index) => ({ raw, node: below(place.node, index) }))
    : [{ raw: said, node: place.node }];
  return list.flatMap(({ raw, node }) => {
    const value = readOwner(raw, { ...place, node });
    return value ? [{ value, node }] : [];
  });
}

function isList(owner: RawOwner | readonly RawOwner[]): owner is readonly RawOwner[] {
  return Array.isArray(owner);
}

interface OwnerPlace {
  readonly operation: BareOperation;
  readonly side: Side;
  readonly node: NodeRef;
  readonly context: ApiContext;
}

function readOwner(raw: RawOwner, place: OwnerPlace): OwnerRule | undefined {
  const { node, context, side } = place;
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
  const crossedBy = raw.crossedBy ?? declared?.[side].crossedBy ?? [];
  return { resource, id, ...seenFrom({ form, is: raw.is ?? defaultIs[side] }, place.operation), crossedBy };
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
function checkInTime(
  operation: BareOperation,
  { value, node }: Placed<OwnerRule>,
  { faults, operations, side }: ApiContext & { readonly side: Side },
): void {
  if (!node) return;
  if (operation.graphql && value.form.kind !== 'id') {
    const message = `Whose "${value.resource}" it is cannot be asked for at a field of GraphQL`;
    const hint = `use \`${side}: { id: principal.subject }\`, or \`${side}: none\` at ${operation.id}`;
    faults.add('POLICY_INVALID', message, node, { key: true, hint });
    return;
  }
  const asked = value.form.kind === 'learned' ? value.form.otherwise : value.form;
  if (asked?.kind === 'lookup' && operations.get(asked.operationId)?.isWrite) {
    faults.add('POLICY_INVALID', `${asked.operationId} cannot be a lookup: it writes`, node, { key: true });
  }
  if (value.form.kind !== 'field' || operation.isRead) return;
  const reader = readerOf(value.id, operations);
  faults.add(
    'POLICY_INVALID',
    `The ${side} of "${value.resource}" must be known before a write: the answer comes too late`,
    node,
    { key: true, hint: `add \`lookup: ${reader ?? 'NAME'}\`, or \`${side}: none\` at ${operation.id}` },
  );
}

function readerOf({ name }: Id, operations: ReadonlyMap<string, BareOperation>): string | undefined {
  return [...operations.values()].find(({ method, path }) => method === 'get' && path.endsWith(`/{${name}}`))?.id;
}
