import type { ApiModel, Operation, ResponseSpec } from '../model/types.js';
import type { PropertyVisit, SchemaRoot, SchemaVisit } from './rule.js';
import { nodeBelow } from '../model/pointer.js';

/** JSON Pointer of a property in the body of its root (`*` for the items of a list); undefined where it lies deeper. */
export function rootPointer(model: ApiModel, { name, object, root }: PropertyVisit): string | undefined {
  const bodies = root.kind === 'body' ? [root.mediaType] : root.kind === 'response' ? root.response.content : [];
  for (const { schema } of bodies) {
    const whole = schema && model.resolve(schema);
    if (!whole) continue;
    const token = name.replaceAll('~', '~0').replaceAll('/', '~1');
    if (whole.value === object.node.value) return `/${token}`;
    if (model.resolve(nodeBelow(whole, 'items'))?.value === object.node.value) return `/*/${token}`;
  }
  return undefined;
}

/** JSON Pointer of a schema in the body of its request: the body itself, or one of its own properties. */
export function bodyPointer(model: ApiModel, { node, root }: SchemaVisit): string | undefined {
  const whole = root.kind === 'body' && root.mediaType.schema && model.resolve(root.mediaType.schema);
  if (!whole || whole.file !== node.file) return undefined;
  if (whole.pointer === node.pointer) return '';
  const properties = `${whole.pointer}/properties/`;
  const token = node.pointer.startsWith(properties) ? node.pointer.slice(properties.length) : '/';
  return token.includes('/') ? undefined : `/${token}`;
}

/** The policy bounds what stands there, by this keyword. */
export function isConstrained({ policy }: Operation, pointer: string | undefined, keyword: string): boolean {
  return policy.constraints.some(
    (one) => one.in === 'body' && one.pointer === pointer && one.schema[keyword] !== undefined,
  );
}

/** JSON by its media type, structured suffixes included (RFC 6839, 3.1). */
export function isJson(mediaType: string): boolean {
  return /[/+]json$/.test(mediaType);
}

export function isSuccess({ status }: ResponseSpec): boolean {
  return status.startsWith('2');
}

/** Says that something went wrong: 4xx, 5xx, or the default beside others. */
export function isError({ status }: ResponseSpec): boolean {
  return /^([45]|default$)/.test(status);
}

/** The answer that a schema belongs to, where it is the body of one. */
export function answerOf(root: SchemaRoot): ResponseSpec | undefined {
  return root.kind === 'response' ? root.response : undefined;
}

/** Takes any type, or none is said: text and numbers alike. */
export function isOfType({ type }: SchemaVisit['node']['value'], ...wanted: readonly string[]): boolean {
  return type === undefined || [type].flat().some((one) => wanted.includes(String(one)));
}
