import type { ApiModel, MediaType } from '../model/types.js';
import { parseStrictJson } from './json-scan.js';
import { decodeForm, parsePairs, UndecodableError, type Pair } from './parameters/pairs.js';
import { StyleError, toValue, type RawValue } from './parameters/raw-value.js';
import { isArrayShape, isObjectShape, shapeOf, type Shape } from './parameters/shape.js';
import { readPairs, type Style } from './parameters/styles.js';
import type { ValueError } from './schema-validator.js';

export type FormResult =
  | { readonly value: Readonly<Record<string, unknown>>; readonly errors?: undefined }
  | { readonly errors: readonly ValueError[] };

export type FormReader = (body: Buffer) => FormResult;

/** More fields than this in one form are refused. */
const maxFields = 1_000;

interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly style: Style;
  /** An object without a declared style is written as JSON text (OpenAPI Encoding Object). */
  readonly asJson: boolean;
}

function fieldOf(name: string, shape: Shape, { encoding }: MediaType): Field {
  const declared = encoding[name];
  const style = declared?.style ?? 'form';
  const explode = declared?.explode ?? style === 'form';
  const asJson = declared?.style === undefined && isObjectShape(shape) && !isArrayShape(shape);
  return { name, shape, asJson, style: { name, style, explode, shape, decode: decodeForm } };
}

function jsonField(raw: RawValue | undefined): unknown {
  const { value, reason } = parseStrictJson(Buffer.from(String(raw)));
  if (reason !== undefined) throw new StyleError(reason);
  return value;
}

function readField({ name, shape, style, asJson }: Field, pairs: readonly Pair[]): unknown {
  const textStyle = asJson ? { ...style, shape: shapeOf(true) } : style;
  const raw = readPairs(pairs, textStyle, (other) => other !== name);
  if (raw === undefined) return undefined;
  return asJson ? jsonField(raw) : toValue(raw, shape);
}

/** Fields that the schema does not name: as text, a list where they are repeated, so that the schema sees them. */
function otherFields(pairs: readonly Pair[], isNamed: (name: string) => boolean, shape: Shape | undefined) {
  const others = new Map<string, unknown[]>();
  for (const { name, value } of pairs) {
    if (isNamed(name)) continue;
    const values = others.get(name) ?? [];
    values.push(shape ? toValue(decodeForm(value), shape) : decodeForm(value));
    others.set(name, values);
  }
  return [...others].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
}

/** Compiles a reader of `application/x-www-form-urlencoded` bodies of one media type object. */
export function formReader(media: MediaType, model: ApiModel): FormReader {
  const shape = media.schema ? shapeOf(model.standalone(media.schema, 'request')) : shapeOf(true);
  const fields = [...shape.properties].map(([name, inner]) => fieldOf(name, inner, media));
  const names = new Set(fields.map(({ name }) => name));
  const deep = fields.filter(({ style }) => style.style === 'deepObject').map(({ name }) => `${name}[`);
  const isNamed = (name: string) => names.has(name) || deep.some((prefix) => name.startsWith(prefix));

  function read(body: Buffer): FormResult {
    const pairs = parsePairs(body.toString('utf8'));
    if (pairs.length > maxFields) return { errors: [{ pointer: '', reason: `has more than ${maxFields} fields` }] };
    const value = Object.create(null) as Record<string, unknown>;
    for (const field of fields) {
      try {
        const found = readField(field, pairs);
        if (found !== undefined) value[field.name] = found;
      } catch (cause) {
        if (!(cause instanceof StyleError)) throw cause;
        return { errors: [{ pointer: `/${field.name}`, reason: cause.message }] };
      }
    }
    for (const [name, found] of otherFields(pairs, isNamed, shape.additional)) value[name] = found;
    return { value };
  }

  return (body) => {
    try {
      return read(body);
    } catch (cause) {
      if (!(cause instanceof UndecodableError)) throw cause;
      return { errors: [{ pointer: '', reason: cause.message }] };
    }
  };
}
