import { isUtf8 } from 'node:buffer';
import type { ApiModel, MediaType, Operation } from '../../model/types.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { formReader } from '../form-body.js';
import { defineGuard, type RequestHandler } from '../guard.js';
import { formType, isJsonType, isUtf8Charset, matchMediaType, parseContentType } from '../media-type.js';
import { readJson } from '../request-json.js';
import { validatorOf, type Validate, type ValueError } from '../schema-validator.js';
import { hasContent } from '../written-properties.js';

/** Judges a body of one media type. */
type BodyCheck = (exchange: Exchange) => Denial | undefined;

function invalid(errors: readonly ValueError[]): Denial {
  const places = errors.slice(0, 10).map(({ pointer, reason }) => ({ in: 'body', pointer, reason }));
  return deny('BODY_INVALID', { errors: places });
}

function judged(validate: Validate | undefined, value: unknown): Denial | undefined {
  const errors = validate?.(value);
  return errors && invalid(errors);
}

function jsonCheck(validate: Validate | undefined): BodyCheck {
  return (exchange) => readJson(exchange) ?? judged(validate, exchange.json);
}

function formCheck(validate: Validate | undefined, media: MediaType, model: ApiModel): BodyCheck {
  let read: ReturnType<typeof formReader> | undefined;
  return ({ body }) => {
    read ??= formReader(media, model);
    const result = read(body!);
    return result.errors ? invalid(result.errors) : judged(validate, result.value);
  };
}

function textCheck(validate: Validate | undefined): BodyCheck {
  return ({ body }) => {
    if (!isUtf8(body!)) return invalid([{ pointer: '', reason: 'is not UTF-8' }]);
    return judged(validate, body!.toString('utf8'));
  };
}

/** Other media types (XML, multipart, binary) pass within the size limit: their schema is not checked. */
const unchecked: BodyCheck = () => undefined;

function checkFor(mediaType: string, media: MediaType, validate: Validate | undefined, model: ApiModel): BodyCheck {
  if (isJsonType(mediaType)) return jsonCheck(validate);
  if (mediaType === formType) return formCheck(validate, media, model);
  return mediaType.startsWith('text/') ? textCheck(validate) : unchecked;
}

function isTextual(mediaType: string): boolean {
  return isJsonType(mediaType) || mediaType === formType || mediaType.startsWith('text/');
}

/** Refuses what the contract has no media type for; a check for everything else, made once per media type. */
function bodyChecks(operation: Operation, model: ApiModel): (exchange: Exchange) => Denial | undefined {
  const content = operation.body?.content ?? [];
  const closed = operation.policy.unknownProperties === 'deny';
  const checks = new Map<MediaType, Map<boolean | string, BodyCheck>>();
  return (exchange) => {
    const type = parseContentType(exchange.headers['content-type'] ?? '');
    const media = type && matchMediaType(content, type.mediaType);
    if (!media || !type) return deny('MEDIA_TYPE_UNSUPPORTED');
    if (isTextual(type.mediaType) && !isUtf8Charset(type.charset)) return deny('MEDIA_TYPE_UNSUPPORTED');
    // A streamed body is not here to be judged; only its media type is.
    if (exchange.body === undefined) return undefined;
    const kinds = checks.get(media) ?? new Map<string, BodyCheck>();
    checks.set(media, kinds);
    const kind = kindOf(type.mediaType);
    let check = kinds.get(kind);
    if (!check) {
      const validate = media.schema && validatorOf(model, media.schema, { direction: 'request', closed });
      check = checkFor(type.mediaType, media, validate, model);
      kinds.set(kind, check);
    }
    return check(exchange);
  };
}

/** Media types that are checked alike; a range of the contract may cover several kinds, but no more than these. */
function kindOf(mediaType: string): string {
  if (isJsonType(mediaType)) return 'json';
  if (mediaType === formType) return 'form';
  return mediaType.startsWith('text/') ? 'text' : 'other';
}

function absentBody(operation: Operation): Denial | undefined {
  return operation.body?.required ? invalid([{ pointer: '', reason: 'is missing' }]) : undefined;
}

/**
 * CWE-20, CWE-915. The body must be of a declared media type and match its schema. Whether there is a body is decided
 * by framing, not by `Content-Type`, so that no header switches the check off. An operation without a declared body
 * takes none.
 */
export default defineGuard({
  id: 'body',
  phase: 'validate',
  title: 'Request body',
  monitorable: true,
  settings: ['unknownProperties', 'bodyLimitBytes'],

  compile(operation, { model }): RequestHandler {
    const check = operation.body && bodyChecks(operation, model);
    return function checkBody(exchange) {
      if (!hasContent(exchange)) return absentBody(operation);
      return check ? check(exchange) : invalid([{ pointer: '', reason: 'is not expected by this operation' }]);
    };
  },
});
