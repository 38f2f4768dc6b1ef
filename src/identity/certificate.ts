import { X509Certificate } from 'node:crypto';
import { PortcullisError } from '../core/errors.js';
import type { CertificatePolicy } from '../model/types.js';
import { certificateThumbprint } from './binding.js';
import { comparable, namesOf } from './certificate-names.js';
import type { Principal } from './principal.js';
import type { RevocationCheck } from './revocation.js';
import { refused, unverifiable, type Authentication, type ClientCertificate, type SchemeVerifier } from './verifier.js';
import type { WatchedFile } from './watched-file.js';

export interface CertificateParts {
  /** Name of the security scheme. */
  readonly scheme: string;
  readonly policy: CertificatePolicy;
  /** PEM of the authorities. */
  readonly ca: string;
  /** Revocation lists, where the policy names a file of them. */
  readonly revocations: WatchedFile<RevocationCheck> | undefined;
  readonly clock: { now(): number };
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** Leaf, intermediates and root: longer chains are nobody's. */
const maxChain = 8;

const expired: Authentication = { state: 'refused', code: 'CREDENTIAL_EXPIRED', reason: 'the certificate has expired' };
const absent: Authentication = { state: 'absent' };

/** Reads the authorities of a PEM file. Throws POLICY_INVALID when there is none, or one that is no authority. */
export function readAuthorities(pem: string, file: string): readonly X509Certificate[] {
  try {
    const authorities = (pem.match(pemCertificate) ?? []).map((one) => new X509Certificate(one));
    if (authorities.length > 0 && authorities.every(({ ca }) => ca)) return authorities;
  } catch {
    // Said below: a file with one broken certificate is as bad as one without any.
  }
  throw new PortcullisError('POLICY_INVALID', `${file} holds no certificates of authorities`, {
    expected: 'PEM certificates with the basic constraint CA',
  });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/**
 * The certificates from the client's own to an authority of this scheme, or undefined. TLS has checked the chain
 * against the authorities of the listener; those may be more than this scheme's, so the way is walked again.
 */
function pathTo(
  authorities: readonly X509Certificate[],
  chain: readonly X509Certificate[],
): readonly X509Certificate[] | undefined {
  const path: X509Certificate[] = [];
  for (const certificate of chain.slice(0, maxChain)) {
    const below = path.at(-1);
    if (below && !isIssuedBy(below, certificate)) return undefined;
    path.push(certificate);
    const authority = authorities.find((one) => one.raw.equals(certificate.raw) || isIssuedBy(certificate, one));
    if (!authority) continue;
    return authority.raw.equals(certificate.raw) ? path : [...path, authority];
  }
  return undefined;
}

function subjectFor(certificate: X509Certificate, { subjects }: CertificatePolicy) {
  const names = namesOf(certificate);
  return subjects.find(({ part, value }) => names[part].includes(comparable(part, value)));
}

function principalOf(certificate: X509Certificate, { scheme, policy }: CertificateParts): Principal | undefined {
  const caller = subjectFor(certificate, policy);
  if (!caller) return undefined;
  return Object.freeze({
    id: `certificate:${scheme}:${caller.subject}`,
    kind: 'certificate',
    subject: caller.subject,
    tenant: caller.tenant,
    roles: Object.freeze([...caller.roles]),
    scopes: Object.freeze([...caller.scopes]),
    claims: Object.freeze({}),
    credential: { scheme, id: certificateThumbprint(certificate).slice(0, 16) },
    expiresAt: Math.floor(Date.parse(certificate.validTo) / 1_000),
  });
}

interface Known {
  readonly outcome: Authentication;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly path: readonly X509Certificate[];
}

/** Everything that does not change while a connection lives. A certificate of another authority is not for us. */
function judge(client: ClientCertificate, authorities: readonly X509Certificate[], parts: CertificateParts): Known {
  const own = client.chain[0];
  const path = own && pathTo(authorities, client.chain);
  if (!path) return { outcome: absent, validFrom: 0, validTo: 0, path: [] };
  const principal = client.authorized ? principalOf(own, parts) : undefined;
  const reason = client.authorized ? 'the certificate is nobody’s' : `TLS: ${client.error ?? 'not authorized'}`;
  const outcome: Authentication = principal ? Object.freeze({ state: 'verified', principal }) : refused(reason);
  const validFrom = Math.max(...path.map((one) => Date.parse(one.validFrom)));
  const validTo = Math.min(...path.map((one) => Date.parse(one.validTo)));
  return { outcome, validFrom, validTo, path };
}

/** Nobody in the chain below the authority may have been taken back; its own list decides for the client's. */
async function isRevoked(
  path: readonly X509Certificate[],
  lists: WatchedFile<RevocationCheck>,
): Promise<Authentication | undefined> {
  await lists.ready();
  const check = lists.current();
  if (!check) return unverifiable('the revocation lists cannot be read', 10);
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    if (!issuer) break;
    const state = await check(certificate, issuer);
    if (state === 'revoked') return refused('the certificate was revoked');
    if (state === 'unknown' && index === 0) return unverifiable('no revocation list is in force', 10);
  }
  return undefined;
}

/**
 * Client certificates (RFC 8446 4.4.2, contract `mutualTLS`): they lead to an authority of this scheme, are in their
 * time on every request, were not revoked, and the policy says whose they are. A certificate of another authority is
 * absent, because the connection may carry it for something else, such as a bound token.
 */
export function certificateVerifier(parts: CertificateParts): SchemeVerifier {
  const { scheme, policy, revocations, clock } = parts;
  const authorities = readAuthorities(parts.ca, policy.ca);
  const known = new WeakMap<ClientCertificate, Known>();

  function knownOf(client: ClientCertificate): Known {
    const found = known.get(client) ?? judge(client, authorities, parts);
    known.set(client, found);
    return found;
  }

  return {
    scheme,
    challenges: [],
    headers: [],
    verify({ clientCertificate }) {
      if (!clientCertificate) return absent;
      const { outcome, validFrom, validTo, path } = knownOf(clientCertificate);
      if (outcome.state === 'absent') return outcome;
      if (clock.now() >= validTo) return expired;
      if (clock.now() < validFrom) return refused('the certificate is not valid yet');
      if (outcome.state === 'refused' || !revocations) return outcome;
      return isRevoked(path, revocations).then((denied) => denied ?? outcome);
    },
    warm: async () => revocations?.ready(),
    close: () => undefined,
  };
}
