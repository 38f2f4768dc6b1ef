import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { CertificateFacts } from './types.js';

/** DER of the object ids md5WithRSA, sha1WithRSA and ecdsa-with-SHA1. */
const weakSignatures = ['06092a864886f70d010104', '06092a864886f70d010105', '06072a8648ce3d0401'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

export interface CertificateQuestion {
  readonly file: string;
  readonly use: CertificateFacts['use'];
  /** Hosts that the certificate must name. */
  readonly hosts: readonly string[];
}

const dayOf = (text: string): string => new Date(text).toISOString().slice(0, 10);

/** Clients look at the alternative names alone (RFC 9525 2). */
function isNamed(certificate: X509Certificate, host: string): boolean {
  const found = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  return found !== undefined;
}

/**
 * Facts of the first certificate of a PEM file.
 *
 * @throws Error when there is none.
 */
export function readCertificate(pem: string, { file, use, hosts }: CertificateQuestion): CertificateFacts {
  const certificate = new X509Certificate(pem);
  const { asymmetricKeyType: kind = 'unknown', asymmetricKeyDetails: details } = certificate.publicKey;
  return {
    file,
    use,
    subject: certificate.subject.replaceAll('\n', ', '),
    notBefore: dayOf(certificate.validFrom),
    notAfter: dayOf(certificate.validTo),
    selfSigned: certificate.checkIssued(certificate),
    weakSignature: weakSignatures.some((id) => certificate.raw.includes(id)),
    key: { kind, bits: details?.modulusLength, curve: details?.namedCurve },
    missingHosts: hosts.filter((host) => !isNamed(certificate, host)),
  };
}
