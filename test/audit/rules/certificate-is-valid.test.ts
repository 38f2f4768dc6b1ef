import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import rule from '../../../src/audit/rules/certificate-is-valid.js';
import { describeEstateRule } from '../describe-estate-rule.js';

interface Wanted {
  readonly from?: string;
  readonly until?: string;
  /** Bits of an RSA key; default: a key on P-256. */
  readonly rsa?: number;
  readonly hash?: 'SHA-1' | 'SHA-256';
  readonly name?: string;
}

const exponent = new Uint8Array([1, 0, 1]);

/** A real certificate, as an authority would make it. */
async function certificate({
  from = '2026-01-01',
  until = '2027-06-01',
  rsa,
  hash = 'SHA-256',
  name = 'api.example.com',
}: Wanted = {}): Promise<string> {
  const algorithm = rsa
    ? { name: 'RSASSA-PKCS1-v1_5', modulusLength: rsa, publicExponent: exponent, hash }
    : { name: 'ECDSA', namedCurve: 'P-256', hash };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=api.example.com',
    notBefore: new Date(from),
    notAfter: new Date(until),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  return made.toString('pem');
}

const contract = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: { /a: { get: { responses: {} } } }';
const policy = `version: 1
apis: { shop: { contract: openapi.yaml, match: { host: api.example.com } } }
listen: [{ address: '127.0.0.1:8443', tls: { certificate: tls.crt, key: tls.key } }]`;
const row = async (wanted?: Wanted) => ({
  files: { 'openapi.yaml': contract, 'portcullis.yaml': policy, 'tls.crt': await certificate(wanted), 'tls.key': 'x' },
});

describeEstateRule(rule, {
  flags: {
    'one that ended': {
      ...(await row({ until: '2026-11-01' })),
      severity: 'high',
      says: /ended on 2026-11-01/,
      at: 'tls.crt:1',
    },
    'one that ends soon': { ...(await row({ until: '2026-12-10' })), severity: 'medium', says: /ends in 15 days/ },
    'one that is not valid yet': {
      ...(await row({ from: '2026-12-01' })),
      severity: 'high',
      says: /not valid before 2026-12-01/,
    },
    'a short key': {
      ...(await row({ rsa: 1024 })),
      severity: 'high',
      says: /RSA key of 1024 bits/,
    },
    'another name': {
      ...(await row({ name: 'www.example.com' })),
      severity: 'high',
      says: /does not name api\.example\.com/,
    },
    'a signature with SHA-1': {
      ...(await row({ rsa: 2048, hash: 'SHA-1' })),
      severity: 'high',
      says: /signed with SHA-1/,
    },
  },
  passes: {
    'a good one': await row(),
    'a wildcard': await row({ name: '*.example.com' }),
    'RSA of 2048 bits': await row({ rsa: 2048 }),
    'no TLS': {
      files: { 'openapi.yaml': contract, 'portcullis.yaml': 'version: 1\napis: { shop: { contract: openapi.yaml } }' },
    },
  },
});
