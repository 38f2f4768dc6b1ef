import type { X509Certificate } from 'node:crypto';
import type { X509Crl } from '@peculiar/x509';

/** Says whether an authority took a certificate back. `unknown`: no list of that authority is in force. */
export type RevocationCheck = (
  certificate: X509Certificate,
  issuer: X509Certificate,
) => Promise<'good' | 'revoked' | 'unknown'>;

interface RevocationList {
  readonly crl: X509Crl;
  readonly revoked: ReadonlySet<string>;
  /** Result of the signature, by issuer. */
  readonly signed: WeakMap<X509Certificate, Promise<boolean>>;
}

const pemList = /-----BEGIN X509 CRL-----[\s\S]+?-----END X509 CRL-----/g;

/** Only who uses revocation lists pays for reading them. */
async function library(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** Serial numbers in one spelling. */
const plainSerial = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');

/**
 * Reads revocation lists (RFC 5280 5): one or more, PEM. A list counts when its issuer signed it and its time is not
 * over. Rejects when the text holds none, or one that cannot be read.
 */
export async function readRevocationLists(text: string, now: () => number): Promise<RevocationCheck> {
  const x509 = await library();
  const lists = (text.match(pemList) ?? []).map((pem): RevocationList => {
    const crl = new x509.X509Crl(pem);
    return {
      crl,
      revoked: new Set(crl.entries.map((entry) => plainSerial(entry.serialNumber))),
      signed: new WeakMap(),
    };
  });
  if (lists.length === 0) throw new TypeError('no revocation list in PEM form');

  function isSigned({ crl, signed }: RevocationList, issuer: X509Certificate): Promise<boolean> {
    const known = signed.get(issuer);
    if (known) return known;
    const authority = new x509.X509Certificate(issuer.raw);
    const sameName = crl.issuer === authority.subject;
    const fresh = sameName ? crl.verify({ publicKey: authority.publicKey }).catch(() => false) : Promise.resolve(false);
    signed.set(issuer, fresh);
    return fresh;
  }

  function inForce({ crl }: RevocationList): boolean {
    const time = now();
    // RFC 5280 5.2: a critical extension may mean that the list is of some certificates only, or of changes.
    if (crl.extensions.some(({ critical }) => critical)) return false;
    return crl.thisUpdate.getTime() <= time && crl.nextUpdate !== undefined && time < crl.nextUpdate.getTime();
  }

  return async (certificate, issuer) => {
    let state: 'good' | 'unknown' = 'unknown';
    for (const list of lists) {
      if (!(await isSigned(list, issuer))) continue;
      // Somebody once taken back stays so, however old the list is.
      if (list.revoked.has(plainSerial(certificate.serialNumber))) return 'revoked';
      if (inForce(list)) state = 'good';
    }
    return state;
  };
}
