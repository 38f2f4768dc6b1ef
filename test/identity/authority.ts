import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

type CryptoKeyPair = webcrypto.CryptoKeyPair;

/** PEM texts of a certificate and its key. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
  readonly serialNumber: string;
}

export interface CertificateFacts {
  readonly name?: string;
  readonly names?: x509.JsonGeneralNames;
  readonly validFor?: number;
  readonly isAuthority?: boolean;
}

/** A real certificate authority, made for one test. */
export interface Authority {
  readonly pem: string;
  issue(facts?: CertificateFacts): Promise<Issued>;
  /** An authority below this one. */
  authority(name: string): Promise<Authority & Issued>;
  /** A revocation list, valid for a day unless it is said otherwise. */
  revoke(serialNumbers: readonly string[], validFor?: number): Promise<string>;
}

const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

async function keyPem({ privateKey }: CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
}

let serials = 0x1000;

function fieldsOf({ name = 'client', names, validFor = day, isAuthority = false }: CertificateFacts) {
  return {
    serialNumber: (++serials).toString(16),
    subject: `CN=${name}`,
    notBefore: new Date(Date.now() - 2 * day),
    notAfter: new Date(Date.now() + validFor),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      ...(names ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  };
}

function authorityOf(certificate: x509.X509Certificate, keys: CryptoKeyPair): Authority {
  async function issue(facts: CertificateFacts = {}, own?: CryptoKeyPair): Promise<Issued> {
    const pair = own ?? (await makeKeys());
    const fields = fieldsOf(facts);
    const made = await x509.X509CertificateGenerator.create({
      ...fields,
      issuer: certificate.subject,
      publicKey: pair.publicKey,
      signingKey: keys.privateKey,
    });
    return { certificate: `${made.toString('pem')}\n`, key: await keyPem(pair), serialNumber: fields.serialNumber };
  }
  return {
    pem: `${certificate.toString('pem')}\n`,
    issue,
    async authority(name) {
      const pair = await makeKeys();
      const issued = await issue({ name, isAuthority: true }, pair);
      return { ...authorityOf(new x509.X509Certificate(issued.certificate), pair), ...issued };
    },
    async revoke(serialNumbers, validFor = day) {
      const list = await x509.X509CrlGenerator.create({
        issuer: certificate.subject,
        thisUpdate: new Date(Date.now() - 2 * day),
        nextUpdate: new Date(Date.now() + validFor),
        entries: serialNumbers.map((serialNumber) => ({ serialNumber, revocationDate: new Date(Date.now() - day) })),
        signingAlgorithm: algorithm,
        signingKey: keys.privateKey,
      });
      // The label that everybody else writes (RFC 7468 6).
      return x509.PemConverter.encode(list.rawData, 'X509 CRL');
    },
  };
}

/** Makes a root of its own. */
export async function makeAuthority(name = 'Root'): Promise<Authority> {
  const keys = await makeKeys();
  const { subject, ...fields } = fieldsOf({ name, isAuthority: true });
  return authorityOf(await x509.X509CertificateGenerator.createSelfSigned({ ...fields, name: subject, keys }), keys);
}
