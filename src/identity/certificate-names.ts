import { createHash, type X509Certificate } from 'node:crypto';
import type { CertificatePart } from '../model/types.js';

/** What of a certificate may be compared with the policy, each kind with the values that it has. */
export type CertificateNames = Readonly<Record<CertificatePart, readonly string[]>>;

const kinds: Readonly<Record<string, 'uri' | 'dns' | 'email'>> = { URI: 'uri', DNS: 'dns', email: 'email' };

/**
 * The entries of Node's `subjectAltName`. Values with a comma or other doubtful characters stand there as JSON texts
 * (CVE-2021-44532), so a name inside a name is never read as one of its own. Undefined when it cannot be read to the end.
 */
export function alternativeNames(text: string): readonly (readonly [kind: string, value: string])[] | undefined {
  const entry = /([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;
  const names: (readonly [string, string])[] = [];
  while (entry.lastIndex < text.length) {
    const at = entry.lastIndex;
    const [, kind, value] = entry.exec(text) ?? [];
    if (kind === undefined || value === undefined || entry.lastIndex === at) return undefined;
    names.push([kind, value.startsWith('"') ? (JSON.parse(value) as string) : value]);
  }
  return names;
}

function lastAtLower(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** Spelling in which two values are compared: host names in any case, everything else exactly. */
export function comparable(part: CertificatePart, value: string): string {
  if (part === 'dns') return value.toLowerCase();
  return part === 'email' ? lastAtLower(value) : value;
}

/** Common names of the subject: Node writes one `CN=` line for each, and escapes line breaks inside values. */
function commonNames(subject: string | undefined): readonly string[] {
  const lines = (subject ?? '').split('\n').filter((line) => line.startsWith('CN='));
  // A certificate with two common names could be read as either.
  return lines.length === 1 ? [lines[0]!.slice(3)] : [];
}

/** SHA-256 of the public key (SubjectPublicKeyInfo, RFC 7469 2.4), base64. */
function keyDigest({ publicKey }: X509Certificate): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** Reads the names of a certificate; those that cannot be read are not there. */
export function namesOf(certificate: X509Certificate): CertificateNames {
  const names: Record<CertificatePart, string[]> = { uri: [], dns: [], email: [], spki: [], commonName: [] };
  for (const [kind, value] of alternativeNames(certificate.subjectAltName ?? '') ?? []) {
    const part = Object.hasOwn(kinds, kind) ? kinds[kind]! : undefined;
    if (part) names[part].push(comparable(part, value));
  }
  names.spki.push(keyDigest(certificate));
  names.commonName.push(...commonNames(certificate.subject));
  return names;
}
