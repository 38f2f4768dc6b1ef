import type { DenialCode } from '../core/denials.js';

/** What a caller should know about an answer that the gateway gave by itself. */
export interface ErrorText {
  readonly cause: string;
  readonly fix: string;
  readonly retry: 'never' | 'after a change' | 'later';
}

/** For people who call the API: nothing in it tells how it is built. */
export const errorTexts: Readonly<Record<DenialCode, ErrorText>> = {
  REQUEST_MALFORMED: {
    cause: 'The message can be read in more than one way, or has a part that is not allowed here.',
    fix: 'Send one Content-Length or none, no repeated header fields, and no body where none is described.',
    retry: 'after a change',
  },
  PATH_AMBIGUOUS: {
    cause: 'The path has dot segments, encoded slashes, doubled slashes or a cut percent-encoding.',
    fix: 'Send the path as this page shows it, each value percent-encoded once.',
    retry: 'after a change',
  },
  OPERATION_UNKNOWN: {
    cause: 'Nothing answers at this path, or the operation has reached the end of its life.',
    fix: 'Compare path and version with the list of operations.',
    retry: 'never',
  },
  METHOD_NOT_ALLOWED: {
    cause: 'The path is right and the method is not.',
    fix: 'Use one of the methods in the Allow field of the answer.',
    retry: 'after a change',
  },
  METHOD_OVERRIDE_REFUSED: {
    cause: 'A field such as X-HTTP-Method-Override asks for another method.',
    fix: 'Send the method that you mean.',
    retry: 'after a change',
  },
  CREDENTIAL_MISSING: {
    cause: 'The call has no credential.',
    fix: 'Send one as the page of authentication shows; WWW-Authenticate names the scheme.',
    retry: 'after a change',
  },
  CREDENTIAL_INVALID: {
    cause: 'The credential is not one that this API takes: damaged, of another issuer, or for another API.',
    fix: 'Get a new one from the issuer that the page of authentication names. Do not repeat the old one.',
    retry: 'after a change',
  },
  CREDENTIAL_EXPIRED: {
    cause: 'The time of the credential is over.',
    fix: 'Get a new one before the old one ends, and check the clock of your machine.',
    retry: 'after a change',
  },
  CREDENTIAL_UNVERIFIABLE: {
    cause: 'Whether the credential is valid cannot be found out at this moment.',
    fix: 'Wait as Retry-After says; keep the credential.',
    retry: 'later',
  },
  WEBHOOK_REFUSED: {
    cause: 'The signature of the webhook is missing or wrong, its time is off, or it came before.',
    fix: 'Sign the raw bytes with the agreed secret, set the clock, and send each message once.',
    retry: 'after a change',
  },
  SCOPE_MISSING: {
    cause: 'The credential is valid and was issued without a scope that is needed here.',
    fix: 'Ask for the scope that the page of the operation names.',
    retry: 'after a change',
  },
  ROLE_MISSING: {
    cause: 'None of your roles may call this operation.',
    fix: 'Use an account with a role that the page of the operation names.',
    retry: 'never',
  },
  ROLE_NOT_NAMED: {
    cause: 'The operation is not opened to anyone yet.',
    fix: 'Ask the owner of the API.',
    retry: 'never',
  },
  CONDITION_FAILED: {
    cause: 'A further condition of the operation does not hold for this call.',
    fix: 'See the conditions on the page of the operation.',
    retry: 'after a change',
  },
  OBJECT_NOT_OWNED: {
    cause: 'There is no such object for you. Whether others have one is not told.',
    fix: 'Use ids that answers to your own calls gave you.',
    retry: 'never',
  },
  PROPERTY_NOT_WRITABLE: {
    cause: 'The body sets a property that your role may not set.',
    fix: 'Leave it out; the page of the operation says who may set what.',
    retry: 'after a change',
  },
  ACTOR_BLOCKED: {
    cause: 'Calls from you looked like an attack and are kept out for a while.',
    fix: 'Stop, find out what your client sent, and tell the owner of the API if it was meant well.',
    retry: 'later',
  },
  ACTOR_THROTTLED: {
    cause: 'Calls from you looked unusual, and only a few a minute pass for a while.',
    fix: 'Wait as Retry-After says and send fewer calls.',
    retry: 'later',
  },
  RATE_LIMITED: {
    cause: 'You have used up a limit.',
    fix: 'Wait as Retry-After says. The RateLimit fields of every answer tell how much is left.',
    retry: 'later',
  },
  REQUEST_TIMEOUT: {
    cause: 'The request did not arrive in time.',
    fix: 'Send head and body without pauses.',
    retry: 'later',
  },
  BODY_TOO_LARGE: {
    cause: 'The body is larger than is allowed, as sent or when decompressed.',
    fix: 'Send less; the page of the operation has the limit.',
    retry: 'after a change',
  },
  URI_TOO_LONG: { cause: 'The address is too long.', fix: 'Send long values in a body.', retry: 'after a change' },
  MEDIA_TYPE_UNSUPPORTED: {
    cause: 'The Content-Type, its charset or the encoding is not one of this operation.',
    fix: 'Use a media type that the page of the operation lists, in UTF-8.',
    retry: 'after a change',
  },
  HEADERS_TOO_LARGE: {
    cause: 'There are too many header fields, or too long ones.',
    fix: 'Send fewer cookies and fields.',
    retry: 'after a change',
  },
  PARAMETER_INVALID: {
    cause: 'A parameter is missing, unknown, or not of the described form.',
    fix: 'The answer names the parameter; the page of the operation has its form.',
    retry: 'after a change',
  },
  BODY_INVALID: {
    cause: 'The body is not of the described form.',
    fix: 'The answer names the place; the page of the operation has its form.',
    retry: 'after a change',
  },
  INPUT_INJECTION: {
    cause: 'A text of the request reads like an attack, such as SQL or a script.',
    fix: 'If the text is meant so, tell the owner of the API which field it was and the request id.',
    retry: 'after a change',
  },
  ORIGIN_REFUSED: {
    cause: 'The page that made the call in a browser is not of an origin that may.',
    fix: 'Call from an allowed origin, or from a server.',
    retry: 'never',
  },
  RESPONSE_REFUSED: {
    cause: 'The answer could not be shown to you safely and was withheld.',
    fix: 'Tell the owner of the API the request id.',
    retry: 'never',
  },
  UPSTREAM_UNREACHABLE: {
    cause: 'The API does not answer.',
    fix: 'Wait, then repeat with growing pauses.',
    retry: 'later',
  },
  UPSTREAM_TIMEOUT: {
    cause: 'The API did not answer in time. What you asked for may have happened all the same.',
    fix: 'Read the state before you repeat a change.',
    retry: 'later',
  },
  OVERLOADED: { cause: 'There is too much to do at this moment.', fix: 'Wait as Retry-After says.', retry: 'later' },
  LOG_UNAVAILABLE: {
    cause: 'What happens cannot be recorded at this moment, so nothing is done.',
    fix: 'Wait as Retry-After says.',
    retry: 'later',
  },
  GUARD_FAILED: {
    cause: 'The call could not be checked, so it was not let through.',
    fix: 'Wait, then repeat.',
    retry: 'later',
  },
};

/** What a guard may answer. Guards that only look, or rewrite, have none. */
export const denialsOfGuard: Readonly<Record<string, readonly DenialCode[]>> = {
  'address-limit': ['RATE_LIMITED'],
  'answer-leaks': ['RESPONSE_REFUSED'],
  authenticate: [
    'CREDENTIAL_MISSING',
    'CREDENTIAL_INVALID',
    'CREDENTIAL_EXPIRED',
    'CREDENTIAL_UNVERIFIABLE',
    'SCOPE_MISSING',
  ],
  'blocked-actor': ['ACTOR_BLOCKED', 'ACTOR_THROTTLED'],
  'body-limit': ['BODY_TOO_LARGE'],
  body: ['BODY_INVALID', 'MEDIA_TYPE_UNSUPPORTED'],
  concurrency: ['RATE_LIMITED'],
  condition: ['CONDITION_FAILED'],
  constraints: ['PARAMETER_INVALID', 'BODY_INVALID'],
  cors: ['ORIGIN_REFUSED'],
  'cross-site': ['ORIGIN_REFUSED'],
  'event-log': ['LOG_UNAVAILABLE'],
  graphql: ['BODY_INVALID'],
  'graphql-fields': ['BODY_INVALID', 'ROLE_MISSING'],
  inspect: ['INPUT_INJECTION', 'BODY_INVALID'],
  'learned-owner': [],
  'method-override': ['METHOD_OVERRIDE_REFUSED'],
  'object-owner': ['OBJECT_NOT_OWNED', 'RESPONSE_REFUSED'],
  'object-tenant': ['OBJECT_NOT_OWNED', 'RESPONSE_REFUSED'],
  overload: ['OVERLOADED'],
  parameters: ['PARAMETER_INVALID'],
  'rate-limit': ['RATE_LIMITED'],
  'read-properties': ['RESPONSE_REFUSED'],
  'response-filter': ['RESPONSE_REFUSED'],
  'response-schema': ['RESPONSE_REFUSED'],
  'returns-filter': ['RESPONSE_REFUSED'],
  roles: ['CREDENTIAL_MISSING', 'ROLE_MISSING', 'ROLE_NOT_NAMED'],
  sanitize: [],
  scopes: ['CREDENTIAL_MISSING', 'SCOPE_MISSING'],
  sunset: ['OPERATION_UNKNOWN'],
  'undeclared-body': ['REQUEST_MALFORMED'],
  'webhook-signature': ['WEBHOOK_REFUSED'],
  'write-properties': ['PROPERTY_NOT_WRITABLE'],
};

/** What any call may be answered, whatever it is about. */
export const denialsOfAll: readonly DenialCode[] = [
  'REQUEST_MALFORMED',
  'PATH_AMBIGUOUS',
  'OPERATION_UNKNOWN',
  'METHOD_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'HEADERS_TOO_LARGE',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TIMEOUT',
  'OVERLOADED',
  'GUARD_FAILED',
];
