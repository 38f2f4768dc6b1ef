import path from 'node:path';
import type { SchemeContext } from './policy-identity.js';
import { checkRoles } from './policy-roles.js';
import type { RawCaller, RawScheme, RawSubject } from './policy-scheme-file.js';
import { below } from './pointer.js';
import type { BasicPolicy, CertificatePart, CertificatePolicy, NamedCaller, NodeRef } from './types.js';

const parts: readonly CertificatePart[] = ['uri', 'dns', 'email', 'spki', 'commonName'];

function readCaller(raw: RawCaller & { readonly subject: string }, node: NodeRef, context: SchemeContext): NamedCaller {
  const { subject, roles = [], scopes = [], tenant } = raw;
  checkRoles(roles, below(node, 'roles'), context);
  return { subject, roles, scopes, ...(tenant === undefined ? {} : { tenant }) };
}

/** `clientCertificate`: each subject names exactly one part of a certificate. */
export function readCertificate({ clientCertificate }: RawScheme, context: SchemeContext): CertificatePolicy {
  const { ca, crl, subjects } = clientCertificate!;
  const { node, baseDir } = context;
  return {
    kind: 'certificate',
    ca: path.resolve(baseDir, ca),
    ...(crl === undefined ? {} : { crl: path.resolve(baseDir, crl) }),
    subjects: subjects.map((raw, index) =>
      readSubject(raw, below(node, 'clientCertificate', 'subjects', index), context),
    ),
    node,
  };
}

function readSubject(raw: RawSubject, node: NodeRef, context: SchemeContext): CertificatePolicy['subjects'][number] {
  const named = parts.filter((part) => raw[part] !== undefined);
  if (named.length !== 1) {
    const message = named.length ? 'A subject names two parts of a certificate' : 'A subject names no certificate';
    context.faults.add('POLICY_INVALID', message, node, { expected: `one of ${parts.join(', ')}` });
  }
  const part = named[0] ?? 'uri';
  return { ...readCaller(raw, node, context), part, value: raw[part] ?? '' };
}

/** `basic`: who the users of the password file are. */
export function readBasic({ basic }: RawScheme, context: SchemeContext): BasicPolicy {
  const { file, users = {} } = basic!;
  const { node, baseDir, faults } = context;
  const at = below(node, 'basic', 'users');
  for (const name of Object.keys(users).filter((one) => one.includes(':'))) {
    // RFC 7617 2: the first colon ends the name, so such a user could never log in.
    faults.add('POLICY_INVALID', `The name of a user cannot hold a colon`, below(at, name), { key: true });
  }
  return {
    kind: 'basic',
    file: path.resolve(baseDir, file),
    users: new Map(
      Object.entries(users).map(([name, raw]) => [
        name,
        readCaller({ ...raw, subject: raw.subject ?? name }, below(at, name), context),
      ]),
    ),
    node,
  };
}
