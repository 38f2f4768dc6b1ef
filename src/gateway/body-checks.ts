import { isUtf8 } from 'node:buffer';
import type { ApiModel, MediaType, Operation } from '../model/types.js';
import { deny } from './denial.js';
import type { Denial, Exchange } from './exchange.js';
import { formReader } from './form-body.js';
import { formType, isJsonType, isXmlType, multipartType, type ContentType } from './media-type.js';
import { multipartReader } from './multipart-body.js';
import { readJson } from './request-json.js';
import { validatorOf, type Validate, type ValueError } from './schema-validator.js';
import { uploadCheck } from './upload-check.js';
import { xmlReader } from './xml-body.js';

/** Judges a body of one kind. */
export type BodyCheck = (exchange: Exchange, type: ContentType) => Denial | undefined;

/** Kinds of media types that are checked alike; a range of the contract may cover several, but no more than these. */
export type BodyKind = 'json' | 'form' | 'multipart' | 'xml' | 'text' | 'file';

export function kindOf(mediaType: string): BodyKind {
  if (isJsonType(mediaType)) return 'json';
  if (mediaType === formType) return 'form';
  if (mediaType === multipartType) return 'multipart';
  if (isXmlType(mediaType)) return 'xml';
  return mediaType.startsWith('text/') ? 'text' : 'file';
}

/** Kinds whose bytes are text, so that their charset matters. */
export function isTextual(kind: BodyKind): boolean {
  return kind !== 'file' && kind !== 'multipart';
}

export function invalidBody(errors: readonly ValueError[]): Denial {
  const places = errors.slice(0, 10).map(({ pointer, reason }) => ({ in: 'body', pointer, reason }));
  return deny('BODY_INVALID', { errors: places });
}

interface Parts {
  readonly media: MediaType;
  readonly model: ApiModel;
  readonly operation: Operation;
  readonly validate: Validate | undefined;
}

type Reading = { readonly errors?: readonly ValueError[] | undefined; readonly value?: unknown };

function judged(validate: Validate | undefined, { errors, value }: Reading): Denial | undefined {
  const found = errors ?? validate?.(value);
  return found && invalidBody(found);
}

function text(body: Buffer): Reading {
  return isUtf8(body) ? { value: body.toString('utf8') } : { errors: [{ pointer: '', reason: 'is not UTF-8' }] };
}

/** A body that is a file: its size and first bytes. One character for each byte, so that `maxLength` counts bytes. */
function fileCheck({ validate, operation }: Parts): BodyCheck {
  const check = uploadCheck(operation.policy.upload);
  return ({ body }, { mediaType }) => {
    const reason = check(mediaType, body!);
    if (reason !== undefined) return invalidBody([{ pointer: '', reason }]);
    return validate && judged(validate, { value: body!.toString('latin1') });
  };
}

/** How each kind is read and judged; readers are compiled with the check, when the kind is first met. */
const makers: Readonly<Record<BodyKind, (parts: Parts) => BodyCheck>> = {
  json:
    ({ validate }) =>
    (exchange) =>
      readJson(exchange) ?? judged(validate, { value: exchange.json }),
  form: ({ media, model, validate }) => {
    const read = formReader(media, model);
    return ({ body }) => judged(validate, read(body!));
  },
  multipart: ({ media, model, operation, validate }) => {
    const read = multipartReader(media, model, uploadCheck(operation.policy.upload));
    return ({ body }, { boundary }) => judged(validate, read(body!, boundary));
  },
  xml: ({ media, model, validate }) => {
    const read = xmlReader(media, model);
    return ({ body }) => judged(validate, read(body!));
  },
  text:
    ({ validate }) =>
    ({ body }) =>
      judged(validate, text(body!)),
  file: fileCheck,
};

/** Makes the check of one kind of body of one declared media type. */
export function makeCheck(
  kind: BodyKind,
  media: MediaType,
  { model, operation }: Pick<Parts, 'model' | 'operation'>,
): BodyCheck {
  const closed = operation.policy.unknownProperties === 'deny';
  const validate = media.schema && validatorOf(model, media.schema, { direction: 'request', closed });
  return makers[kind]({ media, model, operation, validate });
}
