import { isUtf8 } from 'node:buffer';
import type { ApiModel, MediaType } from '../model/types.js';
import { parseStrictJson } from './json-scan.js';
import { isJsonType, isUtf8Charset } from './media-type.js';
import { readMultipart, type Part } from './multipart.js';
import { coerce } from './parameters/coerce.js';
import { isArrayShape, isObjectShape, shapeOf, textShape, type Shape } from './parameters/shape.js';
import { escapeStep } from './pointer.js';
import type { ValueError } from './schema-validator.js';
import { isOneOf, type UploadCheck } from './upload-check.js';

export type MultipartReading =
  | { readonly value: Readonly<Record<string, unknown>>; readonly errors?: undefined }
  | { readonly errors: readonly ValueError[]; readonly value?: undefined };

export type MultipartReader = (body: Buffer, boundary: string | undefined) => MultipartReading;

/** One property of the schema, as a part. */
interface Field {
  readonly shape: Shape;
  readonly isList: boolean;
  /** Media types of the Encoding Object; undefined = any that fits the shape. */
  readonly types: readonly string[] | undefined;
}

class PartError extends Error {}

function fieldOf(shape: Shape, types: string | undefined): Field {
  const isList = isArrayShape(shape) && !isObjectShape(shape);
  return {
    shape: isList ? (shape.items ?? textShape) : shape,
    isList,
    types: types?.split(',').map((type) => type.trim().toLowerCase().split(';')[0]!.trim()),
  };
}

/** RFC 7578 4.4: text, where a part does not say; OpenAPI 3.1, 4.8.15: JSON for what is an object. */
function typeOf({ type }: Part, { shape }: Field): string {
  return type?.mediaType ?? (isObjectShape(shape) ? 'application/json' : 'text/plain');
}

function isAny({ types, properties, items, binary }: Shape): boolean {
  return !binary && types.size === 0 && properties.size === 0 && items === undefined;
}

function fileValue(part: Part, field: Field | undefined, check: UploadCheck): string {
  if (field && !field.shape.binary && !isAny(field.shape)) throw new PartError('must not be a file');
  const mediaType = part.type?.mediaType;
  if (field?.types && (mediaType === undefined || !isOneOf(field.types, mediaType))) {
    throw new PartError('is not of the media type of the contract');
  }
  const reason = check(mediaType, part.content);
  if (reason) throw new PartError(reason);
  // One character for each byte: `maxLength` of the schema counts bytes (OpenAPI 3.1, 4.8.14).
  return part.content.toString('latin1');
}

function textValue(part: Part, field: Field): unknown {
  const mediaType = typeOf(part, field);
  if (field.types && !isOneOf(field.types, mediaType)) throw new PartError('is not of the media type of the contract');
  if (!isUtf8Charset(part.type?.charset) || !isUtf8(part.content)) throw new PartError('is not UTF-8');
  if (!isJsonType(mediaType)) return coerce(part.content.toString('utf8'), field.shape);
  const { value, reason } = parseStrictJson(part.content);
  if (reason !== undefined) throw new PartError(reason);
  return value;
}

const openField: Field = { shape: textShape, isList: false, types: undefined };

/** Compiles a reader of `multipart/form-data` bodies of one media type object: each part a property, typed and checked. */
export function multipartReader(media: MediaType, model: ApiModel, check: UploadCheck): MultipartReader {
  const shape = media.schema ? shapeOf(model.standalone(media.schema, 'request')) : textShape;
  const fields = new Map(
    [...shape.properties].map(([name, inner]) => [name, fieldOf(inner, media.encoding[name]?.contentType)]),
  );

  function valueOf(part: Part): unknown {
    const field = fields.get(part.name);
    if (part.filename !== undefined || field?.shape.binary) return fileValue(part, field, check);
    return textValue(part, field ?? openField);
  }

  function add(values: Record<string, unknown>, part: Part): void {
    const { name, filename, content } = part;
    // What browsers send for a file field that was left empty.
    if (filename === '' && content.length === 0) return;
    const value = valueOf(part);
    if (fields.get(name)?.isList) {
      // A list may also come whole, as one JSON part.
      if (Array.isArray(value) && values[name] === undefined) values[name] = value;
      else values[name] = [...((values[name] as unknown[] | undefined) ?? []), value];
    } else if (name in values) throw new PartError('is there more than once');
    else values[name] = value;
  }

  return (body, boundary) => {
    const { parts, reason } = readMultipart(body, boundary);
    if (reason !== undefined) return { errors: [{ pointer: '', reason }] };
    const value = Object.create(null) as Record<string, unknown>;
    for (const part of parts) {
      try {
        add(value, part);
      } catch (cause) {
        if (!(cause instanceof PartError)) throw cause;
        return { errors: [{ pointer: `/${escapeStep(part.name.slice(0, 64))}`, reason: cause.message }] };
      }
    }
    return { value };
  };
}
