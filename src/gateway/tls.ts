import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { PortcullisError } from '../core/errors.js';

/** PEM texts of a TLS listener. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Asks clients for a certificate of this authority. */
  readonly clientCa?: string;
  /** `required` (the default): the handshake fails without one. `optional`: guards judge what came. */
  readonly clientCertificate?: 'required' | 'optional';
}

/** Forward secrecy and authenticated encryption only (RFC 9325 4.2). */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

const handshakeMillis = 10_000;

export function tlsServerOptions(tls: TlsFiles, protocols: string[]): TlsOptions {
  return {
    ...secureContext(tls),
    ALPNProtocols: protocols,
    handshakeTimeout: handshakeMillis,
    ...askedOfClients(tls),
  };
}

/** Whether clients are asked for a certificate, and whether the handshake fails without one. */
export function askedOfClients({ clientCa, clientCertificate }: TlsFiles): {
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
} {
  const requestCert = clientCa !== undefined;
  return { requestCert, rejectUnauthorized: requestCert && clientCertificate !== 'optional' };
}

/** What may change while the listener is open. */
export function secureContext(tls: TlsFiles): SecureContextOptions {
  return {
    cert: tls.certificate,
    key: tls.key,
    minVersion: tls.minVersion ?? 'TLSv1.2',
    ciphers,
    honorCipherOrder: true,
    ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa }),
  };
}

/** Throws CERTIFICATE_INVALID for a certificate that does not fit its key or is not valid now (milliseconds). */
export function checkCertificate(tls: TlsFiles, now: number): CertificateFacts {
  const certificate = readCertificate(tls);
  const facts = { notBefore: Date.parse(certificate.validFrom), notAfter: Date.parse(certificate.validTo) };
  if (facts.notAfter <= now) throw invalid('has expired');
  if (facts.notBefore > now) throw invalid('is not valid yet');
  return facts;
}

export interface CertificateFacts {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

function readCertificate({ certificate, key }: TlsFiles): X509Certificate {
  let read: X509Certificate;
  let fits: boolean;
  try {
    read = new X509Certificate(certificate);
    fits = read.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw invalid('or its key cannot be read', cause);
  }
  if (!fits) throw invalid('does not belong to its key');
  return read;
}

function invalid(what: string, cause?: unknown): PortcullisError {
  return new PortcullisError('CERTIFICATE_INVALID', `The certificate of a listener ${what}`, { cause });
}
