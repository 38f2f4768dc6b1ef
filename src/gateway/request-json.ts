import { deny } from './denial.js';
import type { Denial, Exchange } from './exchange.js';
import { parseStrictJson } from './json-scan.js';
import { isJsonType, isUtf8Charset, parseContentType } from './media-type.js';

/** Whether the body says that it is JSON in UTF-8. */
export function hasJsonBody(exchange: Exchange): boolean {
  const type = parseContentType(exchange.headers['content-type'] ?? '');
  return type !== undefined && isJsonType(type.mediaType) && isUtf8Charset(type.charset);
}

/**
 * Parses the JSON body into `exchange.json` for whichever guard asks first. A denial when the body can be read in
 * more than one way; undefined when `json` is set, or stays undefined because there is no body or it is not JSON.
 */
export function readJson(exchange: Exchange): Denial | undefined {
  if (exchange.json !== undefined || !exchange.body?.length || !hasJsonBody(exchange)) return undefined;
  const { value, reason } = parseStrictJson(exchange.body);
  if (reason !== undefined) return deny('BODY_INVALID', { errors: [{ in: 'body', pointer: '', reason }] });
  exchange.json = value;
  return undefined;
}
