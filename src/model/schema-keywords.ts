import { isFields, type Fields } from './pointer.js';

/** How the value of a JSON Schema 2020-12 keyword is carried over. What does not fit is left out. */
export type KeywordShape = 'number' | 'count' | 'text' | 'flag' | 'data' | 'schema' | 'list' | 'map' | 'names' | 'xml';

/**
 * Keywords that assert something, `xml`, which says how a value is written, and our own `x-portcullis-kind`. Other annotations, `$id` and `$anchor` are
 * not carried over; `discriminator` has a file of its own.
 */
const sharedKeywords: Readonly<Record<string, KeywordShape>> = {
  title: 'text',
  default: 'data',
  multipleOf: 'number',
  maximum: 'number',
  minimum: 'number',
  exclusiveMaximum: 'number',
  exclusiveMinimum: 'number',
  maxLength: 'count',
  minLength: 'count',
  pattern: 'text',
  format: 'text',
  maxItems: 'count',
  minItems: 'count',
  uniqueItems: 'flag',
  maxProperties: 'count',
  minProperties: 'count',
  required: 'names',
  properties: 'map',
  items: 'schema',
  additionalProperties: 'schema',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  not: 'schema',
  xml: 'xml',
  'x-portcullis-kind': 'text',
};

const newKeywords: Readonly<Record<string, KeywordShape>> = {
  const: 'data',
  contentEncoding: 'text',
  contentMediaType: 'text',
  ...Object.fromEntries(['if', 'then', 'else', 'contains', 'propertyNames'].map((name) => [name, 'schema'] as const)),
  minContains: 'count',
  maxContains: 'count',
  prefixItems: 'list',
  patternProperties: 'map',
  dependentSchemas: 'map',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
};

/** Keywords of OpenAPI 2.0 and 3.0, and of 3.1 and later. */
export const keywordsOf = {
  old: new Map(Object.entries(sharedKeywords)),
  new: new Map(Object.entries({ ...sharedKeywords, ...newKeywords })),
} as const;

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

/** Plain values that fit their keyword's shape; undefined for the rest. */
export function plainKeyword(shape: KeywordShape, value: unknown): unknown {
  if (shape === 'data') return value;
  if (shape === 'text') return typeof value === 'string' ? value : undefined;
  if (shape === 'flag') return typeof value === 'boolean' ? value : undefined;
  if (shape === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  if (shape === 'count') return Number.isInteger(value) && (value as number) >= 0 ? value : undefined;
  return shape === 'xml' ? xmlHints(value) : undefined;
}

/** The XML Object's fields that change how a value is written; undefined when there are none. */
function xmlHints(value: unknown): Fields | undefined {
  if (!isFields(value)) return undefined;
  const hints = Object.entries(value).filter(
    ([name, hint]) =>
      (['name', 'namespace'].includes(name) && typeof hint === 'string') ||
      (['attribute', 'wrapped'].includes(name) && hint === true),
  );
  return hints.length > 0 ? Object.fromEntries(hints) : undefined;
}

/** `type` without the names JSON Schema does not know (2.0's `file`, slips such as `float`). */
export function typesOf(value: unknown): string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(names.filter((name) => typeof name === 'string'))].filter((name) => types.has(name));
}

/**
 * Rewrites what OpenAPI 2.0 and 3.0 say otherwise than JSON Schema: `nullable`, boolean `exclusiveMinimum` and
 * `exclusiveMaximum`. `schema` has been carried over from `source`.
 */
export function modernise(schema: Record<string, unknown>, source: Fields): Record<string, unknown> {
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (source[exclusive] !== true || schema[bound] === undefined) continue;
    schema[exclusive] = schema[bound];
    delete schema[bound];
  }
  return source['nullable'] === true || source['x-nullable'] === true ? orNull(schema) : schema;
}

const composing = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'];

/** A schema that `null` matches too. */
function orNull(schema: Record<string, unknown>): Record<string, unknown> {
  if (composing.some((keyword) => keyword in schema)) return { anyOf: [{ type: 'null' }, schema] };
  const { type, enum: values } = schema;
  if (type !== undefined) schema['type'] = [...new Set([...typesOf(type), 'null'])];
  if (Array.isArray(values) && !values.includes(null)) schema['enum'] = [...(values as unknown[]), null];
  return schema;
}

/** `dependentRequired`: lists of names by name. */
export function dependentRequired(source: Fields): Record<string, string[]> | undefined {
  const found = source['dependentRequired'];
  if (!isFields(found)) return undefined;
  const lists = Object.entries(found).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  return Object.fromEntries(lists.map(([name, names]) => [name, uniqueNames(names)]));
}

export function uniqueNames(names: readonly unknown[]): string[] {
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
