import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { DenialCode } from '../core/denials.js';
import type { Principal } from './principal.js';

/** What a challenge says of a refused credential: its scheme and error code (RFC 6750 3.1, RFC 9449 7.1). */
export interface RefusedAs {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly error: 'invalid_token' | 'invalid_dpop_proof';
}

/** Outcome of looking for one scheme's credential in a request. */
export type Authentication =
  | { readonly state: 'verified'; readonly principal: Principal }
  | { readonly state: 'absent' }
  | {
      readonly state: 'refused';
      readonly code: DenialCode;
      readonly reason: string;
      /** Public id of a credential that was recognised and is refused all the same: for the event. */
      readonly credentialId?: string;
      /** When to try again, for a credential that cannot be verified now. */
      readonly retryAfterSeconds?: number;
      /** Default: `invalid_token` of the first challenge. */
      readonly as?: RefusedAs;
    };

/** The certificate of a TLS client, which proved that it holds the key. */
export interface ClientCertificate {
  /** It was valid at the handshake, and leads to an authority of the listener. */
  readonly authorized: boolean;
  /** Why not: the code of OpenSSL. */
  readonly error: string | undefined;
  /** The client's own first, then those of its issuers as far as they are known. */
  readonly chain: readonly X509Certificate[];
}

/** What a verifier may look at. */
export interface CredentialSource {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly method?: string;
  /** Path as the client sent it, canonical. */
  readonly path?: string;
  readonly client?: { readonly tls: boolean; readonly host?: string };
  readonly clientCertificate?: ClientCertificate | undefined;
}

/** Checks one security scheme of an API. Synchronous from the cache, a promise when work is needed. */
export interface SchemeVerifier {
  readonly scheme: string;
  /** Values for `WWW-Authenticate`, without parameters: `Bearer`. The first is the usual one. */
  readonly challenges: readonly string[];
  /** Lower-case names of header fields that carry the credential: never logged. */
  readonly headers: readonly string[];
  verify(request: CredentialSource): Authentication | Promise<Authentication>;
  /** Fetches what verification needs (the issuer's keys), so that the first request does not wait. Never throws. */
  warm?(): Promise<void>;
  /** Stops timers and fetches. */
  close(): void;
}

/** A refusal of the usual kind. */
export function refused(reason: string, as?: RefusedAs): Authentication {
  return { state: 'refused', code: 'CREDENTIAL_INVALID', reason, ...(as ? { as } : {}) };
}

/** Nobody can say now whether the credential is good: nobody is let in. */
export function unverifiable(reason: string, retryAfterSeconds = 1): Authentication {
  return { state: 'refused', code: 'CREDENTIAL_UNVERIFIABLE', reason, retryAfterSeconds };
}
