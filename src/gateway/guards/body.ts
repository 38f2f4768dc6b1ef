import type { ApiModel, MediaType, Operation } from '../../model/types.js';
import { invalidBody, isTextual, kindOf, makeCheck, type BodyCheck } from '../body-checks.js';
import { deny } from '../denial.js';
import type { Denial, Exchange } from '../exchange.js';
import { defineGuard, type RequestHandler } from '../guard.js';
import { isUtf8Charset, matchMediaType, parseContentType } from '../media-type.js';
import { hasContent } from '../written-properties.js';

/** What a body without `Content-Type` is: some bytes (RFC 9110 8.3). Only a contract that takes any bytes takes it. */
const anyBytes = 'application/octet-stream';

/** Refuses what the contract has no media type for; a check for everything else, made once per media type. */
function bodyChecks(operation: Operation, model: ApiModel): (exchange: Exchange) => Denial | undefined {
  const content = operation.body?.content ?? [];
  const checks = new Map<MediaType, Map<string, BodyCheck>>(content.map((media) => [media, new Map()]));
  return (exchange) => {
    const type = parseContentType(exchange.headers['content-type'] ?? anyBytes);
    const media = type && matchMediaType(content, type.mediaType);
    if (!media || !type) return deny('MEDIA_TYPE_UNSUPPORTED');
    const kind = kindOf(type.mediaType);
    if (isTextual(kind) && !isUtf8Charset(type.charset)) return deny('MEDIA_TYPE_UNSUPPORTED');
    // A streamed body is not here to be judged; only its media type is.
    if (exchange.body === undefined) return undefined;
    const kinds = checks.get(media)!;
    let check = kinds.get(kind);
    if (!check) kinds.set(kind, (check = makeCheck(kind, media, { model, operation })));
    return check(exchange, type);
  };
}

function absentBody(operation: Operation): Denial | undefined {
  return operation.body?.required ? invalidBody([{ pointer: '', reason: 'is missing' }]) : undefined;
}

/**
 * CWE-20, CWE-434, CWE-611, CWE-915. The body must be of a declared media type, readable in one way, and match its
 * schema: JSON, forms, multipart, XML, text and files. Whether there is a body is decided by framing, not by
 * `Content-Type`, so that no header switches the check off. An operation without a declared body takes none.
 */
export default defineGuard({
  id: 'body',
  phase: 'validate',
  title: 'Request body',
  monitorable: true,
  settings: ['unknownProperties', 'bodyLimitBytes', 'upload'],

  compile(operation, { model }): RequestHandler {
    const check = operation.body && bodyChecks(operation, model);
    return function checkBody(exchange) {
      if (!hasContent(exchange)) return absentBody(operation);
      return check ? check(exchange) : invalidBody([{ pointer: '', reason: 'is not expected by this operation' }]);
    };
  },
});
