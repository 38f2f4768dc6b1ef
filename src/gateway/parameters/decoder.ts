import type { ApiModel, Operation, Parameter, ParameterLocation } from '../../model/types.js';
import type { DecodedParams, Exchange } from '../exchange.js';
import { parseStrictJson } from '../json-scan.js';
import { isJsonType } from '../media-type.js';
import { validatorOf, type Validate, type ValueError } from '../schema-validator.js';
import { coerceExact } from './coerce.js';
import { makeSource, type ParameterSource } from './source.js';
import { decodeForm, decodePath, UndecodableError } from './pairs.js';
import { StyleError, toValue, type RawValue } from './raw-value.js';
import { shapeOf, textShape, type Shape } from './shape.js';
import { readPairs, readSegment, type Style } from './styles.js';

export interface ParameterError extends ValueError {
  readonly in: string;
}

export type DecodeResult =
  | { readonly params: DecodedParams; readonly errors?: undefined }
  | { readonly errors: readonly ParameterError[]; readonly params?: undefined };

/** Decodes and validates every parameter of one operation. */
export interface ParameterDecoder {
  decode(exchange: Exchange): DecodeResult;
  /** Names in the query that the contract does not know. */
  unknownNames(exchange: Exchange): readonly string[];
}

interface Entry {
  readonly parameter: Parameter;
  readonly read: (source: ParameterSource) => RawValue | undefined;
  readonly shape: () => Shape;
  readonly validate: Validate | undefined;
}

type Values = Record<ParameterLocation, Record<string, unknown>>;

const maxErrors = 10;
/** OpenAPI says: parameter definitions with these names are ignored. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

function once<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= make());
}

function readerOf(parameter: Parameter, style: () => Style, isClaimed: (name: string) => boolean): Entry['read'] {
  const { name } = parameter;
  if (parameter.wholeQuery) return (source) => source.queryText();
  if (parameter.in === 'query') return (source) => readPairs(source.query(), style(), isClaimed);
  if (parameter.in === 'cookie') return (source) => readPairs(source.cookies(), style(), isClaimed);
  const textOf: (source: ParameterSource) => string | undefined =
    parameter.in === 'path' ? (source) => source.segment(name) : (source) => source.header(name);
  return (source) => {
    const text = textOf(source);
    return text === undefined ? undefined : readSegment(text, style());
  };
}

const decoders: Readonly<Record<ParameterLocation, (text: string) => string>> = {
  query: decodeForm,
  path: decodePath,
  cookie: decodePath,
  // Header fields are not percent-encoded; white space around list items is not data (RFC 9110 5.6.1).
  header: (text) => text.trim(),
};

function entryOf(parameter: Parameter, model: ApiModel, isClaimed: (name: string) => boolean): Entry {
  const { name, schema, mediaType, explode } = parameter;
  const shape = once(() =>
    schema && mediaType === undefined ? shapeOf(model.standalone(schema, 'request')) : textShape,
  );
  const style = once(() => ({ name, style: parameter.style, explode, shape: shape(), decode: decoders[parameter.in] }));
  const validate = schema && validatorOf(model, schema, { direction: 'request' });
  return { parameter, read: readerOf(parameter, style, isClaimed), shape, validate };
}

/** The value of a `content` parameter: JSON is parsed, any other media type stays text. */
function contentValue(text: string, mediaType: string): { value: unknown } | { reason: string } {
  if (!isJsonType(mediaType.split(';')[0]!.trim().toLowerCase())) return { value: text };
  const { value, reason } = parseStrictJson(Buffer.from(text));
  return reason === undefined ? { value } : { reason };
}

/** Puts the value of one parameter into `values`; the errors when it is missing or breaks its schema. */
function decodeOne(entry: Entry, source: ParameterSource, values: Values): readonly ValueError[] | undefined {
  const { parameter, validate } = entry;
  const raw = entry.read(source);
  if (raw === undefined) return parameter.required ? [{ pointer: '', reason: 'is missing' }] : undefined;
  const target = values[parameter.in];
  if (raw === '' && parameter.allowEmptyValue) {
    target[parameter.name] = '';
    return undefined;
  }
  if (parameter.mediaType !== undefined) {
    const content = contentValue(raw as string, parameter.mediaType);
    if ('reason' in content) return [{ pointer: '', reason: content.reason }];
    target[parameter.name] = content.value;
    return validate?.(content.value);
  }
  const shape = entry.shape();
  const value = toValue(raw, shape);
  // Text stays the same text however exactly it is read.
  target[parameter.name] = typeof value === 'string' ? value : toValue(raw, shape, coerceExact);
  return validate?.(value);
}

function errorsOf(entry: Entry, source: ParameterSource, values: Values): readonly ValueError[] | undefined {
  try {
    return decodeOne(entry, source, values);
  } catch (cause) {
    if (!(cause instanceof StyleError || cause instanceof UndecodableError)) throw cause;
    return [{ pointer: '', reason: cause.message }];
  }
}

function placed({ parameter: { in: place, name } }: Entry, errors: readonly ValueError[]): readonly ParameterError[] {
  return errors.map(({ pointer, reason }) => ({ in: place, pointer: `/${name}${pointer}`, reason }));
}

/** Whether a name of the query belongs to a parameter: by name, by bracket, or as property of an exploded object. */
function claimsOf(parameters: readonly Parameter[], shapes: ReadonlyMap<Parameter, () => Shape>) {
  if (parameters.some(({ wholeQuery }) => wholeQuery)) return () => true;
  const names = new Set(parameters.map(({ name }) => name));
  const deep = parameters.filter(({ style }) => style === 'deepObject').map(({ name }) => `${name}[`);
  const exploded = parameters.filter(({ style, explode }) => style === 'form' && explode);
  return (name: string): boolean =>
    names.has(name) ||
    deep.some((prefix) => name.startsWith(prefix)) ||
    exploded.some((parameter) => {
      const { types, properties, open } = shapes.get(parameter)!();
      return types.has('object') && (open || properties.size === 0 || properties.has(name));
    });
}

/** Query names that carry a credential of the operation. */
function credentialNames({ policy }: Operation, model: ApiModel): readonly string[] {
  return policy.requirements.flat().flatMap(({ scheme }) => {
    const found = model.securitySchemes.get(scheme);
    return found?.type === 'apiKey' && found.in === 'query' ? [found.parameter] : [];
  });
}

function compile(operation: Operation, model: ApiModel): ParameterDecoder {
  const parameters = operation.parameters.filter(
    ({ in: place, name }) => place !== 'header' || !ignoredHeaders.has(name.toLowerCase()),
  );
  const named = new Set(parameters.map(({ name }) => name));
  const entries = parameters.map((parameter) => entryOf(parameter, model, (name) => named.has(name)));
  const queryParameters = parameters.filter((parameter) => parameter.in === 'query');
  const isKnown = claimsOf(queryParameters, new Map(entries.map(({ parameter, shape }) => [parameter, shape])));
  const credentials = new Set(credentialNames(operation, model));
  const sourceOf = makeSource(operation);
  return {
    decode(exchange) {
      const values: Values = { path: {}, query: {}, header: {}, cookie: {} };
      const source = sourceOf(exchange);
      let errors: ParameterError[] | undefined;
      for (const entry of entries) {
        const found = errorsOf(entry, source, values);
        if (found) (errors ??= []).push(...placed(entry, found));
      }
      return errors ? { errors: errors.slice(0, maxErrors) } : { params: values };
    },
    unknownNames(exchange) {
      const names = new Set(
        sourceOf(exchange)
          .query()
          .map(({ name }) => name),
      );
      return [...names].filter((name) => !isKnown(name) && !credentials.has(name));
    },
  };
}

const known = new WeakMap<Operation, ParameterDecoder>();

/** The decoder of an operation, compiled once. `unknownNames` throws UndecodableError for a query that is broken. */
export function decoderOf(operation: Operation, model: ApiModel): ParameterDecoder {
  const found = known.get(operation) ?? compile(operation, model);
  known.set(operation, found);
  return found;
}
