import { descriptionOf, examplesOf, plainMediaType } from './examples.js';
import { parameterStyles, refOf, schemaBelow } from './media-types.js';
import { memberOf, nodeBelow } from './pointer.js';
import { allMembers, items, members, objectAt, type Reader } from './reading.js';
import { parameterShape2 } from './swagger2.js';
import type { ContractFormat, Node, NodeRef, Parameter, ParameterLocation, ParameterStyle } from './types.js';

const locations: ReadonlySet<string> = new Set<ParameterLocation>(['path', 'query', 'header', 'cookie']);

/** OpenAPI 3.x: parameters of these names say nothing (media types and security schemes do). */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

const defaultStyle: Readonly<Record<ParameterLocation, ParameterStyle>> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
};

export interface ParameterSource {
  readonly pathItem: Node;
  readonly operation: Node;
  readonly format: ContractFormat;
}

/** Parameters of an operation: the path item's, replaced by the operation's own of the same name and place. */
export function readParameters(reader: Reader, { pathItem, operation, format }: ParameterSource): Parameter[] {
  const merged = new Map<string, Parameter>();
  for (const owner of [pathItem, operation]) {
    for (const parameter of readList(reader, nodeBelow(owner, 'parameters'), format)) {
      merged.set(keyOf(parameter), parameter);
    }
  }
  return [...merged.values()];
}

function keyOf({ in: location, name }: Parameter): string {
  return `${location} ${location === 'header' ? name.toLowerCase() : name}`;
}

function readList(reader: Reader, list: Node, format: ContractFormat): Parameter[] {
  const seen = new Set<string>();
  return items(reader, list, '`parameters`').flatMap((item) => {
    const node = objectAt(reader, item, 'A parameter');
    const parameter =
      node && reader.once({ entry: item, value: node.value }, 'parameter', () => readParameter(reader, node, format));
    if (!parameter) return [];
    if (seen.has(keyOf(parameter))) {
      reader.report('duplicate', item, `The ${parameter.in} parameter "${parameter.name}" is described twice here`);
    }
    seen.add(keyOf(parameter));
    return [parameter];
  });
}

/** One parameter, or undefined for what is no parameter here (a body of 2.0) or is not usable. */
function readParameter(reader: Reader, node: Node, format: ContractFormat): Parameter | undefined {
  const { name, in: location, required, deprecated } = node.value as Readonly<Record<string, unknown>>;
  if (format === 'openapi-2.0' && (location === 'body' || location === 'formData')) return undefined;
  if (typeof name !== 'string' || name === '') {
    reader.report('structure', node, 'A parameter needs a `name`');
    return undefined;
  }
  if (location === 'querystring') return readQuerystring(reader, node, name);
  if (typeof location !== 'string' || !locations.has(location)) {
    reader.report('structure', node, `The parameter "${name}" needs \`in\`: path, query, header or cookie`);
    return undefined;
  }
  const place = location as ParameterLocation;
  if (format !== 'openapi-2.0' && place === 'header' && ignoredHeaders.has(name.toLowerCase())) return undefined;
  return {
    name,
    in: place,
    required: place === 'path' || required === true,
    deprecated: deprecated === true,
    allowReserved: memberOf(node.value, 'allowReserved') === true,
    allowEmptyValue: memberOf(node.value, 'allowEmptyValue') === true,
    ...descriptionOf(node.value),
    ...(format === 'openapi-2.0' ? parameterShape2(node, place) : shapeOf(reader, node, place)),
    ...contentOf(reader, node, format),
    node: { file: node.file, pointer: node.pointer },
  };
}

/**
 * The whole query as one value (OpenAPI 3.2). A form is what an exploded object is: its properties are the names of the
 * query. Anything else is read as one text.
 */
function readQuerystring(reader: Reader, node: Node, name: string): Parameter | undefined {
  if (reader.format !== 'openapi-3.2') {
    reader.report('unsupported', node, '`in: querystring` is read in OpenAPI 3.2 only');
    return undefined;
  }
  const { mediaType, ...content } = contentOf(reader, node, reader.format);
  const isForm = mediaType === 'application/x-www-form-urlencoded';
  return {
    name,
    in: 'query',
    required: memberOf(node.value, 'required') === true,
    deprecated: memberOf(node.value, 'deprecated') === true,
    style: 'form',
    explode: true,
    allowReserved: false,
    allowEmptyValue: false,
    ...descriptionOf(node.value),
    ...content,
    ...(isForm || mediaType === undefined ? {} : { mediaType, wholeQuery: true as const }),
    node: { file: node.file, pointer: node.pointer },
  };
}

function shapeOf(reader: Reader, node: Node, location: ParameterLocation): Pick<Parameter, 'style' | 'explode'> {
  const { style: written, explode } = node.value as Readonly<Record<string, unknown>>;
  const known = typeof written === 'string' && parameterStyles.has(written);
  // OpenAPI 3.2's `cookie` differs from `form` in escapes only.
  if (written !== undefined && !known && written !== 'cookie') {
    reader.report('structure', nodeBelow(node, 'style'), 'The `style` of the parameter is unknown');
  }
  const style = known ? (written as ParameterStyle) : defaultStyle[location];
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' };
}

/** The schema: the parameter itself in 2.0, else `schema`, else that of the first media type of `content`. */
function contentOf(
  reader: Reader,
  node: Node,
  format: ContractFormat,
): Pick<Parameter, 'schema' | 'mediaType' | 'examples'> {
  if (format === 'openapi-2.0') {
    const schema = { file: node.file, pointer: node.pointer };
    return { schema, examples: examplesOf(reader.documents, node, undefined) };
  }
  const schema = schemaBelow(reader, node);
  if (schema) return { schema: refOf(schema), examples: examplesOf(reader.documents, node, schema) };
  const entry = members(reader, nodeBelow(node, 'content'), '`content`')[0];
  const media = entry && objectAt(reader, entry, 'A media type');
  if (!media) return { examples: examplesOf(reader.documents, node, undefined) };
  const inner = schemaBelow(reader, media);
  const examples = examplesOf(reader.documents, media, inner);
  return { ...(inner ? { schema: refOf(inner) } : {}), mediaType: plainMediaType(entry.name), examples };
}

type Headers = ReadonlyMap<string, { schema?: NodeRef; required: boolean; node: NodeRef }>;
const noHeaders: Headers = new Map<string, never>();

/** Headers of a response, by name as written. */
export function readHeaders(reader: Reader, headers: Node, format: ContractFormat): Headers {
  if (headers.value === undefined) return noHeaders;
  const read = new Map<string, { schema?: NodeRef; required: boolean; node: NodeRef }>();
  // Headers are often called `x-...`: those are no extensions.
  for (const entry of allMembers(reader, headers, '`headers`')) {
    const node = objectAt(reader, entry, 'A header');
    if (!node) continue;
    const ref = { file: node.file, pointer: node.pointer };
    const schema = format === 'openapi-2.0' ? ref : contentOf(reader, node, format).schema;
    const required = memberOf(node.value, 'required') === true;
    read.set(entry.name, { ...(schema ? { schema } : {}), required, node: ref });
  }
  return read;
}
