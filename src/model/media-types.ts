import { examplesOf, plainMediaType } from './examples.js';
import { isFields, memberOf, nodeBelow } from './pointer.js';
import { items, members, objectAt, textOf, type Reader } from './reading.js';
import type { MediaType, Node, NodeRef, ParameterStyle } from './types.js';

export const parameterStyles: ReadonlySet<string> = new Set<ParameterStyle>([
  'simple',
  'label',
  'matrix',
  'form',
  'spaceDelimited',
  'pipeDelimited',
  'deepObject',
  'tsv',
]);

/** The schema under a node, where there is one (an object or a boolean). */
export function schemaBelow(reader: Reader, owner: Node, name = 'schema'): Node | undefined {
  const schema = nodeBelow(owner, name);
  if (schema.value === undefined) return undefined;
  if (isFields(schema.value) || typeof schema.value === 'boolean') return schema;
  reader.report('structure', schema, 'A schema must be an object');
  return undefined;
}

/** What is kept of a schema: looking for its examples through its pointer would walk the whole document again. */
export function refOf({ file, pointer }: NodeRef): NodeRef {
  return { file, pointer };
}

/** Reads `content`: media types in the order written. */
export function readContent(reader: Reader, content: Node): MediaType[] {
  return members(reader, content, '`content`').flatMap((entry) => {
    const node = objectAt(reader, entry, 'A media type');
    if (!node) return [];
    const schema = schemaBelow(reader, node) ?? schemaBelow(reader, node, 'itemSchema');
    return [
      {
        mediaType: plainMediaType(entry.name),
        ...(schema ? { schema: refOf(schema) } : {}),
        encoding: readEncoding(reader, nodeBelow(node, 'encoding')),
        examples: examplesOf(reader.documents, node, schema),
        node: refOf(node),
      },
    ];
  });
}

const noEncoding: MediaType['encoding'] = Object.freeze({});

function readEncoding(reader: Reader, encoding: Node): MediaType['encoding'] {
  if (encoding.value === undefined) return noEncoding;
  const read = members(reader, encoding, '`encoding`').map((entry) => {
    const contentType = textOf(memberOf(entry.value, 'contentType'));
    const style = textOf(memberOf(entry.value, 'style'));
    const explode = memberOf(entry.value, 'explode');
    const facts = {
      ...(contentType === undefined ? {} : { contentType }),
      ...(style !== undefined && parameterStyles.has(style) ? { style: style as ParameterStyle } : {}),
      ...(typeof explode === 'boolean' ? { explode } : {}),
    };
    return [entry.name, facts] as const;
  });
  return Object.fromEntries(read);
}

/** Media types of OpenAPI 2.0's `consumes` or `produces`, the operation's own first; `fallback` when none is named. */
export function mediaTypesOf(reader: Reader, lists: readonly Node[], fallback: readonly string[]): string[] {
  const list = lists.find((node) => Array.isArray(node.value) && node.value.length > 0);
  if (!list) return [...fallback];
  const names = items(reader, list, 'The list of media types').flatMap(({ value }) => textOf(value) ?? []);
  return [...new Set(names.map(plainMediaType))];
}
