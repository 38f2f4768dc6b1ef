import { createHash, X509Certificate } from 'node:crypto';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { buildConnector } from 'undici';

/** How the gateway proves an upstream's identity, and its own. Texts are PEM. */
export interface UpstreamTls {
  /** Authorities instead of the system's. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Name to ask for and to check, where it is not that of the address. */
  readonly servername?: string;
  /** SHA-256 of the public keys that are accepted (SPKI, base64; RFC 7469 2.4), besides a valid chain. */
  readonly pins?: readonly string[];
  /** False accepts any certificate: who sits between can read and change everything. */
  readonly verify?: boolean;
}

export function connectOptions(tls: UpstreamTls): Partial<buildConnector.BuildOptions> {
  return {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate, key: tls.key }),
    ...(tls.servername === undefined ? {} : { servername: tls.servername }),
    rejectUnauthorized: tls.verify !== false,
    ...(tls.pins?.length ? { checkServerIdentity: pinned(tls.pins) } : {}),
  };
}

function pinned(pins: readonly string[]): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (host, certificate) => {
    const wrongName = checkServerIdentity(host, certificate);
    if (wrongName) return wrongName;
    return pins.includes(pinOf(certificate.raw)) ? undefined : new Error('the public key is none of the pinned ones');
  };
}

/** SHA-256 over the public key of a certificate (DER), in base64. */
export function pinOf(certificate: Buffer): string {
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
