import type { Severity } from '../../core/finding.js';
import type { CertificateFacts } from '../deployment/types.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Days before the end from which it is time. */
const renewDays = 21;
const leastRsaBits = 2048;
/** Years after which clients of public authorities refuse a certificate do not matter here; curves do (RFC 8422). */
const goodCurves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

type Fault = readonly [name: string, severity: Severity, message: string];

function faultsOf(facts: CertificateFacts, today: string): readonly Fault[] {
  const { notBefore, notAfter, key, weakSignature, missingHosts, use } = facts;
  const days = Math.floor((Date.parse(notAfter) - Date.parse(today)) / 86_400_000);
  const found: Fault[] = [];
  if (notAfter < today) found.push(['expired', 'high', `ended on ${notAfter}`]);
  else if (days < renewDays)
    found.push(['ends soon', 'medium', `ends in ${days} day${days === 1 ? '' : 's'}, on ${notAfter}`]);
  if (notBefore > today) found.push(['not yet', 'high', `is not valid before ${notBefore}`]);
  if (key.kind.startsWith('rsa') && (key.bits ?? 0) < leastRsaBits)
    found.push(['short key', 'high', `has an RSA key of ${key.bits} bits`]);
  if (key.kind === 'dsa') found.push(['old key', 'high', 'has a DSA key, which clients refuse']);
  if (key.kind === 'ec' && !goodCurves.has(key.curve ?? ''))
    found.push(['weak curve', 'medium', `has a key on the curve ${key.curve}`]);
  if (weakSignature && use !== 'authority') found.push(['weak signature', 'high', 'is signed with SHA-1 or MD5']);
  if (missingHosts.length) found.push(['wrong name', 'high', `does not name ${missingHosts.join(', ')}`]);
  return found;
}

const useInWords: Readonly<Record<CertificateFacts['use'], string>> = {
  listener: 'certificate of the gateway',
  client: 'certificate for the API',
  authority: 'certificate of the authority',
};

/** OWASP API8:2023, CWE-298. */
export default defineRule({
  id: 'certificate-is-valid',
  title: 'Certificate is not valid, or not for long',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [298],
  why: 'Clients refuse the connection, or learn to ignore the warning; a short key can be computed.',
  remedy: 'Renew it, with all names, an RSA key of 2048 bits or more or one on P-256; automate it (ACME).',
  visit: {
    deployment({ certificates }, { today, report }) {
      for (const facts of certificates) {
        for (const [name, severity, message] of faultsOf(facts, today)) {
          report(placed({ file: facts.file, line: 1, column: 1 }, facts.subject), {
            key: `${facts.use} ${facts.subject} ${name}`,
            severity,
            message: `The ${useInWords[facts.use]} (${facts.subject}) ${message}`,
          });
        }
      }
    },
  },
});
