import { createHash, type X509Certificate } from 'node:crypto';
import type { TokenBinding } from '../model/types.js';
import { makeProofCheck, type ProofParts } from './dpop.js';
import { refused, type Authentication, type CredentialSource } from './verifier.js';

/** A token that was verified, as it came. */
export interface PresentedToken {
  readonly token: string;
  /** `DPoP`: it came with that scheme; else as a bearer token. */
  readonly scheme: 'DPoP' | undefined;
}

/** Holds a verified token to whoever it was issued for. Gives the outcome back, or a refusal. */
export type BindingCheck = (
  outcome: Authentication,
  presented: PresentedToken,
  source: CredentialSource,
) => Authentication | Promise<Authentication>;

interface Confirmation {
  /** Thumbprint of a certificate (RFC 8705 3.1). */
  readonly certificate: string | undefined;
  /** Thumbprint of a key (RFC 9449 6.1). */
  readonly key: string | undefined;
}

const asProven = { scheme: 'DPoP', error: 'invalid_token' } as const;
const asBearer = { scheme: 'Bearer', error: 'invalid_token' } as const;

/** `null`: the token says that it is bound (RFC 7800 3.1), in a way that cannot be checked here. */
function confirmationOf(cnf: unknown): Confirmation | null | undefined {
  if (cnf === undefined) return undefined;
  if (typeof cnf !== 'object' || cnf === null) return null;
  const { 'x5t#S256': certificate, jkt: key, ...others } = cnf as Record<string, unknown>;
  const isText = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string';
  if (!isText(certificate) || !isText(key) || Object.keys(others).length > 0) return null;
  return certificate === undefined && key === undefined ? null : { certificate, key };
}

const thumbprints = new WeakMap<X509Certificate, string>();

/** SHA-256 of the certificate as it was sent, base64url (RFC 8705 3.1). */
export function certificateThumbprint(certificate: X509Certificate): string {
  const known = thumbprints.get(certificate);
  if (known !== undefined) return known;
  const fresh = createHash('sha256').update(certificate.raw).digest('base64url');
  thumbprints.set(certificate, fresh);
  return fresh;
}

function boundWrongly(bound: Confirmation | undefined, wanted: TokenBinding | undefined): boolean {
  if (wanted === undefined) return false;
  if (wanted === 'any') return bound === undefined;
  return (wanted === 'certificate' ? bound?.certificate : bound?.key) === undefined;
}

/** The parts that cost nothing: what the token says, and the certificate of the connection. */
function mismatch(
  bound: Confirmation | undefined,
  scheme: PresentedToken['scheme'],
  source: CredentialSource,
): Authentication | undefined {
  if (bound?.key !== undefined && scheme !== 'DPoP') return refused('a bound token came without its proof', asProven);
  if (bound?.key === undefined && scheme === 'DPoP') return refused('the token is not bound to a key', asProven);
  if (bound?.certificate === undefined) return undefined;
  const own = source.clientCertificate?.chain[0];
  if (own && certificateThumbprint(own) === bound.certificate) return undefined;
  return refused(own ? 'the token is bound to another certificate' : 'the token is bound to a certificate', asBearer);
}

/**
 * Sender-constrained tokens (RFC 8705 3, RFC 9449 7). A token that carries `cnf` is always held to it; `boundTo` asks
 * for tokens that are. The certificate need not lead to an authority (RFC 8705 6.2): the token names it.
 */
export function makeBindingCheck(boundTo: TokenBinding | undefined, parts: ProofParts): BindingCheck {
  const checkProof = makeProofCheck(parts);
  return (outcome, { token, scheme }, source) => {
    if (outcome.state !== 'verified') return outcome;
    const { cnf } = outcome.principal.claims;
    if (cnf === undefined && boundTo === undefined && scheme === undefined) return outcome;
    const bound = confirmationOf(cnf);
    if (bound === null) return refused('the token is bound in a way that is not known');
    if (boundWrongly(bound, boundTo)) return refused('the token is not bound to its holder');
    const refusal = mismatch(bound, scheme, source);
    if (refusal || bound?.key === undefined) return refusal ?? outcome;
    return checkProof({ token, thumbprint: bound.key, source }).then((denied) => denied ?? outcome);
  };
}
