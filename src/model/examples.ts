import { isFields, memberOf, nodeBelow } from './pointer.js';
import { textOf } from './reading.js';
import type { Documents, Node, NodeRef } from './types.js';

/** Example values of a parameter, header or media type, then those of its schema. */
export function examplesOf(documents: Documents, owner: Node, schema: NodeRef | undefined): readonly unknown[] {
  const own = has(owner.value, 'examples') ? named(documents, nodeBelow(owner, 'examples')) : none;
  const target = schema && documents.resolve(schema);
  const listed = target && target.value !== owner.value ? memberOf(target.value, 'examples') : undefined;
  const all = [
    ...single(owner.value),
    ...own,
    ...(target && target.value !== owner.value ? single(target.value) : none),
    ...(Array.isArray(listed) ? (listed as unknown[]) : none),
  ];
  return all.length === 0 ? none : all;
}

/** One for all without any. */
const none: readonly unknown[] = Object.freeze([]);

function has(value: unknown, name: string): boolean {
  return isFields(value) && Object.hasOwn(value, name);
}

function single(value: unknown): unknown[] {
  return isFields(value) && Object.hasOwn(value, 'example') ? [value['example']] : [];
}

/** The `examples` map: values in place, by `$ref`, or as OpenAPI 3.2's `dataValue`. External ones are not fetched. */
function named(documents: Documents, examples: Node): unknown[] {
  if (!isFields(examples.value)) return [];
  return Object.keys(examples.value).flatMap((name) => {
    const example = documents.resolve(nodeBelow(examples, name))?.value;
    if (!isFields(example)) return [];
    const key = ['value', 'dataValue'].find((candidate) => Object.hasOwn(example, candidate));
    return key === undefined ? [] : [example[key]];
  });
}

/** `application/json` of `Application/JSON; charset=utf-8`. */
export function plainMediaType(text: string): string {
  return text.split(';', 1)[0]!.trim().toLowerCase();
}

export function descriptionOf(value: unknown): { readonly description?: string } {
  const description = textOf(memberOf(value, 'description'));
  return description === undefined ? {} : { description };
}
