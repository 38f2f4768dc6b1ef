import type { ApiContext, BareOperation, Placed } from './compile-context.js';
import { resourcesOf } from './compile-owners.js';
import type { Resource, Side } from './policy-resources.js';
import { below } from './pointer.js';
import type { LearnRule } from './types.js';

/** What is remembered, or forgotten, when the operation succeeds. */
export function compileLearns(operation: BareOperation, context: ApiContext): readonly Placed<LearnRule>[] {
  return resourcesOf(context).flatMap((resource) => [
    ...creates(operation, resource, context),
    ...deletes(operation, resource),
  ]);
}

const sides: readonly Side[] = ['owner', 'tenant'];

function creates(operation: BareOperation, resource: Resource, context: ApiContext): readonly Placed<LearnRule>[] {
  const learned = sides.filter((side) => resource.learned[side].has(operation.id));
  if (learned.length === 0) return [];
  const node = below(resource.node, learned[0]!);
  if (operation.isRead) {
    const at = below(node, 'learned');
    context.faults.add('POLICY_INVALID', `${operation.id} makes nothing: it reads`, at, { expected: 'a write' });
    return [];
  }
  const is = (side: Side) =>
    learned.includes(side) ? resource[side].forms.find(({ form }) => form.kind === 'learned')?.is : undefined;
  const { parameter, createdId, name } = resource;
  const itemPaths = [...context.operations.values()].map(({ path }) => path).filter(isItem(parameter));
  const rule: LearnRule = {
    on: 'create',
    resource: name,
    createdId,
    idNames: [...new Set([parameter, 'id'])],
    itemPaths: [...new Set(itemPaths)],
    parameter,
    owner: is('owner'),
    tenant: is('tenant'),
  };
  return [{ value: rule, node }];
}

/** The thing itself, not what is below it. */
function isItem(parameter: string): (path: string) => boolean {
  return (path) => path.endsWith(`/{${parameter}}`);
}

function deletes({ method, path }: BareOperation, resource: Resource): readonly Placed<LearnRule>[] {
  const side = sides.find((one) => resource.learned[one].size > 0);
  if (side === undefined || method !== 'delete' || !isItem(resource.parameter)(path)) return [];
  const id = { in: 'path', name: resource.parameter } as const;
  return [{ value: { on: 'delete', resource: resource.name, id }, node: below(resource.node, side) }];
}
