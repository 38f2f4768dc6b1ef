import { mediaTypesOf } from './media-types.js';
import { examplesOf } from './examples.js';
import { memberOf, nodeBelow, isFields } from './pointer.js';
import { items, objectAt, textOf, textsOf, type Reader } from './reading.js';
import { formFields, formSchemaRef } from './swagger2-form.js';
import type { MediaType, Node, NodeRef, Parameter, ParameterLocation, RequestBody } from './types.js';

/** OpenAPI 2.0's `collectionFormat` -> how a list is written in 3.x. `csv` is the default. */
const collectionStyles: Readonly<Record<string, Pick<Parameter, 'style' | 'explode'>>> = {
  ssv: { style: 'spaceDelimited', explode: false },
  tsv: { style: 'tsv', explode: false },
  pipes: { style: 'pipeDelimited', explode: false },
  multi: { style: 'form', explode: true },
};

const formTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data']);

/** Style of a 2.0 parameter. */
export function parameterShape2(node: Node, location: ParameterLocation): Pick<Parameter, 'style' | 'explode'> {
  const format = textOf(memberOf(node.value, 'collectionFormat')) ?? 'csv';
  const style = location === 'path' || location === 'header' ? 'simple' : 'form';
  return (Object.hasOwn(collectionStyles, format) ? collectionStyles[format] : undefined) ?? { style, explode: false };
}

export interface BodySource2 {
  readonly root: Node;
  readonly pathItem: Node;
  readonly operation: Node;
}

/** The body of a 2.0 operation: its `in: body` parameter, or a form of its `in: formData` ones. */
export function readBody2(reader: Reader, source: BodySource2): RequestBody | undefined {
  const consumes = [nodeBelow(source.operation, 'consumes'), nodeBelow(source.root, 'consumes')];
  const body = findBody(reader, source);
  if (body) return bodyOf(reader, body, mediaTypesOf(reader, consumes, ['application/json']));
  const fields = [...formFields(reader.documents, source.operation)];
  if (fields.length === 0) return undefined;
  const hasFile = fields.some(([, field]) => memberOf(field.value, 'type') === 'file');
  const fallback = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const types = mediaTypesOf(reader, consumes, [fallback]).filter((type) => formTypes.has(type));
  return formOf(source.operation, fields, types.length > 0 ? types : [fallback]);
}

function findBody(reader: Reader, { pathItem, operation }: BodySource2): Node | undefined {
  return [operation, pathItem]
    .flatMap((owner) => items(reader, nodeBelow(owner, 'parameters'), '`parameters`'))
    .map((item) => objectAt(reader, item, 'A parameter'))
    .find((parameter) => parameter && memberOf(parameter.value, 'in') === 'body');
}

function bodyOf(reader: Reader, body: Node, types: readonly string[]): RequestBody {
  const node = { file: body.file, pointer: body.pointer };
  const schemaNode = nodeBelow(body, 'schema');
  const schema = isFields(schemaNode.value) ? { file: schemaNode.file, pointer: schemaNode.pointer } : undefined;
  const examples = examplesOf(reader.documents, body, schema);
  const content = types.map((mediaType): MediaType => {
    return { mediaType, ...(schema ? { schema } : {}), encoding: {}, examples, node };
  });
  return { required: memberOf(body.value, 'required') === true, content, node };
}

function formOf(operation: Node, fields: readonly (readonly [string, Node])[], types: readonly string[]): RequestBody {
  const node = formSchemaRef(operation);
  const encoding = Object.fromEntries(fields.map(([name, field]) => [name, parameterShape2(field, 'query')]));
  const content = types.map((mediaType): MediaType => ({ mediaType, schema: node, encoding, examples: [], node }));
  return { required: fields.some(([, field]) => memberOf(field.value, 'required') === true), content, node };
}

/** Content of a 2.0 response: its one schema under each media type the operation produces. */
export function readResponseContent2(reader: Reader, response: Node, produces: readonly Node[]): MediaType[] {
  const schemaNode = nodeBelow(response, 'schema');
  if (!isFields(schemaNode.value)) return [];
  const schema: NodeRef = { file: schemaNode.file, pointer: schemaNode.pointer };
  const examples = memberOf(response.value, 'examples');
  return mediaTypesOf(reader, produces, ['application/json']).map((mediaType) => {
    const example = memberOf(examples, mediaType);
    const values = [...(example === undefined ? [] : [example]), ...examplesOf(reader.documents, schemaNode, schema)];
    const node = { file: response.file, pointer: response.pointer };
    return { mediaType, schema, encoding: {}, examples: values, node };
  });
}

/** Servers of a 2.0 contract: `schemes` x `host` + `basePath`. Without a scheme the URL starts with `//`. */
export function readServers2(
  root: Node,
): { url: string; variables: Readonly<Record<string, unknown>>; node: NodeRef }[] {
  const { host, basePath, schemes } = root.value as Readonly<Record<string, unknown>>;
  const base = textOf(basePath)?.replace(/\/$/, '') ?? '';
  const place = (name: string, index?: number): NodeRef => {
    const node = nodeBelow(root, name);
    const { file, pointer } = index === undefined ? node : nodeBelow(node, index);
    return { file, pointer };
  };
  if (typeof host !== 'string') return base === '' ? [] : [{ url: base, variables: {}, node: place('basePath') }];
  const named = textsOf(schemes);
  if (named.length === 0) return [{ url: `//${host}${base}`, variables: {}, node: place('host') }];
  return named.map((scheme, index) => ({
    url: `${scheme}://${host}${base}`,
    variables: {},
    node: place('schemes', index),
  }));
}
