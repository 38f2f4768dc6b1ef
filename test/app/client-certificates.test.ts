import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientCertificates } from '../../src/app/client-certificates.js';
import { projectFrom } from '../model/policy-cases.js';

const read = (file: string) => `PEM of ${file.split('/').at(-1)}`;
const free = 'openapi: 3.1.0\ninfo: { title: Shop, version: "1" }\npaths: {}\n';
const asked = (schemes: string, clientCa?: string) =>
  clientCertificates(projectFrom({ policy: `identity: { schemes: { ${schemes} } }`, contract: free }), clientCa, read);

const certificates = 'mtls: { clientCertificate: { ca: ca.pem, subjects: [{ dns: a.test, subject: a }] } }';
const jwt = (boundTo: string) =>
  `token: { issuer: i, audience: a, algorithms: [ES256], jwks: { file: k }, boundTo: ${boundTo} }`;

test('a listener asks for certificates when a scheme reads them, and demands them only when it is told to', () => {
  assert.deepEqual(asked(''), {});
  assert.deepEqual(asked(jwt('dpop')), {});
  assert.deepEqual(asked(certificates), { clientCa: 'PEM of ca.pem', clientCertificate: 'optional' });
  assert.deepEqual(asked(jwt('certificate')), { clientCa: '', clientCertificate: 'optional' });
  assert.deepEqual(asked(jwt('any')), { clientCa: '', clientCertificate: 'optional' });
  assert.deepEqual(asked('', 'own'), { clientCa: 'own', clientCertificate: 'required' });
  assert.deepEqual(asked(certificates, 'own'), { clientCa: 'own\nPEM of ca.pem', clientCertificate: 'required' });
});
