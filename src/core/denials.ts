/**
 * Every answer the gateway gives by itself. `status` is the HTTP status, `title` is public (RFC 9457 `title`).
 * The `type` of the problem document is `urn:portcullis:denial:<code in lower case with dashes>`.
 */
export const denialCodes = {
  REQUEST_MALFORMED: { status: 400, title: 'The request cannot be read in exactly one way' },
  PATH_AMBIGUOUS: { status: 400, title: 'The path can be read in more than one way' },
  OPERATION_UNKNOWN: { status: 404, title: 'There is no such operation' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not allowed here' },
  METHOD_OVERRIDE_REFUSED: { status: 400, title: 'Overriding the method is not allowed' },
  CREDENTIAL_MISSING: { status: 401, title: 'A credential is needed' },
  CREDENTIAL_INVALID: { status: 401, title: 'The credential is not valid' },
  CREDENTIAL_EXPIRED: { status: 401, title: 'The credential has expired' },
  CREDENTIAL_UNVERIFIABLE: { status: 503, title: 'The credential cannot be verified now' },
  WEBHOOK_REFUSED: { status: 401, title: 'The webhook is not signed as agreed, not in time, or came before' },
  SCOPE_MISSING: { status: 403, title: 'The credential lacks a scope' },
  ROLE_MISSING: { status: 403, title: 'The caller has none of the roles that may do this' },
  ROLE_NOT_NAMED: { status: 403, title: 'No role may do this yet' },
  CONDITION_FAILED: { status: 403, title: 'A condition of the policy does not hold' },
  OBJECT_NOT_OWNED: { status: 404, title: 'There is no such object' },
  PROPERTY_NOT_WRITABLE: { status: 403, title: 'A property may not be set by the caller' },
  ACTOR_BLOCKED: { status: 403, title: 'The caller is kept out for a while' },
  ACTOR_THROTTLED: { status: 429, title: 'The caller is slowed down for a while' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  URI_TOO_LONG: { status: 414, title: 'The address is too long' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'The media type or encoding is not accepted' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The header fields are too large' },
  PARAMETER_INVALID: { status: 400, title: 'A parameter does not match the contract' },
  BODY_INVALID: { status: 400, title: 'The body does not match the contract' },
  INPUT_INJECTION: { status: 403, title: 'The request holds what looks like an attack' },
  ORIGIN_REFUSED: { status: 403, title: 'The origin is not allowed' },
  RESPONSE_REFUSED: { status: 502, title: 'The answer of the API was withheld' },
  UPSTREAM_UNREACHABLE: { status: 502, title: 'The API does not answer' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The API took too long to answer' },
  OVERLOADED: { status: 503, title: 'The gateway is overloaded' },
  LOG_UNAVAILABLE: { status: 503, title: 'What happens cannot be recorded now' },
  GUARD_FAILED: { status: 503, title: 'The request could not be checked' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

/** Stable code of a denial. */
export type DenialCode = keyof typeof denialCodes;

/** The `type` member of the problem document (RFC 9457 3.1.1). */
export function denialType(code: DenialCode): string {
  return `urn:portcullis:denial:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The code named by a problem document's `type`, or undefined when the type is not ours. */
export function denialCodeOf(type: unknown): DenialCode | undefined {
  if (typeof type !== 'string' || !type.startsWith('urn:portcullis:denial:')) return undefined;
  const code = type.slice('urn:portcullis:denial:'.length).replaceAll('-', '_').toUpperCase();
  return Object.hasOwn(denialCodes, code) ? (code as DenialCode) : undefined;
}
