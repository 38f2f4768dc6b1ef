import type { IncomingHttpHeaders } from 'node:http';
import type { DenialCode } from '../core/denials.js';
import type { Principal } from './principal.js';

/** Outcome of looking for one scheme's credential in a request. */
export type Authentication =
  | { readonly state: 'verified'; readonly principal: Principal }
  | { readonly state: 'absent' }
  | {
      readonly state: 'refused';
      readonly code: DenialCode;
      readonly reason: string;
      /** When to try again, for a credential that cannot be verified now. */
      readonly retryAfterSeconds?: number;
    };

/** What a verifier may look at. */
export interface CredentialSource {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
}

/** Checks one security scheme of an API. Synchronous from the cache, a promise when work is needed. */
export interface SchemeVerifier {
  readonly scheme: string;
  /** Value for `WWW-Authenticate`, without parameters: `Bearer`. */
  readonly challenge: string;
  /** Lower-case names of header fields that carry the credential: never logged. */
  readonly headers: readonly string[];
  verify(request: CredentialSource): Authentication | Promise<Authentication>;
  /** Fetches what verification needs (the issuer's keys), so that the first request does not wait. Never throws. */
  warm?(): Promise<void>;
  /** Stops timers and fetches. */
  close(): void;
}
