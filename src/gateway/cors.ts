import type { CorsPolicy } from '../model/types.js';

/** What a page may read of an answer besides the safelisted fields (Fetch 3.2.3). */
const exposed = 'x-request-id, ratelimit, ratelimit-policy, retry-after';

/**
 * Writes the CORS fields for a listed origin; returns whether it is listed. `null` never is: any sandboxed page has it.
 * `Vary` is written in every case: a cache must not mix origins.
 */
export function allowOrigin(policy: CorsPolicy, origin: string | undefined, headers: Record<string, string>): boolean {
  headers['vary'] = 'Origin';
  if (origin === undefined || origin === 'null') return false;
  if (!policy.origins.includes(origin)) return false;
  headers['access-control-allow-origin'] = origin;
  if (policy.credentials) headers['access-control-allow-credentials'] = 'true';
  headers['access-control-expose-headers'] = exposed;
  return true;
}

/** An origin other than the host that was called. Callers that send none (no browser) are not foreign. */
export function isForeignOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  return origin.replace(/^https?:\/\//i, '').toLowerCase() !== host?.toLowerCase();
}

/** The question of a preflight (Fetch 3.2.2), or undefined when the request is none. */
export function preflightMethod(
  method: string,
  headers: { readonly origin?: string | undefined; readonly 'access-control-request-method'?: string | undefined },
): string | undefined {
  return method === 'OPTIONS' && headers.origin !== undefined ? headers['access-control-request-method'] : undefined;
}

const token = /^[!#$%&'*+.^_`|~\w-]+(?:\s*,\s*[!#$%&'*+.^_`|~\w-]+)*$/;

/**
 * The fields of a preflight's answer. The asked header fields are all allowed: the guards judge them when they come.
 */
export function preflightHeaders(
  policy: CorsPolicy,
  asked: { readonly origin: string | undefined; readonly headers: string | undefined },
  methods: readonly string[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (!allowOrigin(policy, asked.origin, headers)) return headers;
  headers['vary'] = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
  headers['access-control-allow-methods'] = methods.join(', ');
  if (asked.headers !== undefined && token.test(asked.headers)) headers['access-control-allow-headers'] = asked.headers;
  headers['access-control-max-age'] = '600';
  return headers;
}
