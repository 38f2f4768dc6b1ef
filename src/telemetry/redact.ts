import type { HeaderList } from '../core/http.js';
import { visibleText } from '../core/visible-text.js';

/** What stands in place of a secret. */
export const masked = '[redacted]';

/** Longest text of one header value in an event. */
const maxHeaderLength = 256;

/** Header fields that say something about a client and hold no secret in their usual use. */
export const plainHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'origin',
  'user-agent',
]);

/** Only the allowed fields (lower-case names), made safe to log; all others are left out. */
export function redactHeaders(
  headers: HeaderList,
  allowed: ReadonlySet<string> = plainHeaders,
): Record<string, string> {
  const kept = headers.filter(([name]) => allowed.has(name.toLowerCase()));
  const entries = kept.map(([name, value]) => [name.toLowerCase(), safeText(value, maxHeaderLength)] as const);
  return Object.fromEntries(entries);
}

/** Text of unknown origin as it may be logged: cut, secrets masked, control characters visible. */
export function safeText(text: string, maxLength = 1000): string {
  // Cut first: work is bounded whatever arrives. A secret cut in two is still masked by its start.
  const cut = text.slice(0, maxLength);
  return visibleText(maskSecretText(cut)) + (text.length > maxLength ? '…' : '');
}

type Mask = readonly [pattern: RegExp, replacement: string];

/** In order: the more a pattern knows, the earlier. None backtracks: each repeats one class of characters. */
const masks: readonly Mask[] = [
  // PEM private keys, also when their end is cut off.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, masked],
  // JSON Web Tokens (RFC 7519): a base64url object, two or more parts.
  [/(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){1,4}/g, masked],
  // Authorization values (RFC 9110 11.6.2).
  [/\b(Bearer|Basic|DPoP|Digest|Negotiate)[ \t]+[\w.~+/=:-]{6,}/gi, `$1 ${masked}`],
  // Our API keys, `pk_ID.SECRET`, and the common forms of others'.
  [/\b[a-z][a-z\d]{0,15}_[A-Za-z\d]{8,32}\.[\w-]{20,}/g, masked],
  [/\b(?:sk|pk|rk|ghp|gho|ghs|xox[abp]|glpat|whsec)[_-][\w-]{10,}/g, masked],
  [/\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g, masked],
  // User information of a URL (RFC 3986 3.2.1).
  [/(:\/\/)[^\s/?#@]{1,256}@/g, `$1${masked}@`],
  // NAME=VALUE, "NAME": "VALUE" and NAME: VALUE with a telling name.
  [
    /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|authorization|cookie|session(?:[_-]?id)?|credential|otp)["']?[ \t]{0,4}[=:][ \t]{0,4})(?:"[^"]*"?|'[^']*'?|(?!\[redacted\])[^\s,;&"'})\]]+)/gi,
    `$1${masked}`,
  ],
  // Long random text: 32 hexadecimal digits (a UUID has hyphens), or 40 of base64 with digits and both cases.
  [/\b[\da-f]{32,}\b/gi, masked],
  [/(?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{40,}={0,2}/g, masked],
];

/** Replaces what looks like a secret in free text, such as an error message. Linear in the length of the text. */
export function maskSecretText(text: string): string {
  return masks.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
