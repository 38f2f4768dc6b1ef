import { defineRule } from '../rule.js';

/** OWASP API8:2023, CWE-326 (RFC 8446 appendix E.1). The schema of the policy refuses what is below 1.2 (RFC 8996). */
export default defineRule({
  id: 'tls-version-is-current',
  title: 'TLS is older than it could be',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: [326],
  why: 'Before TLS 1.3 the certificates of clients, with the names in them, cross the network in clear.',
  remedy: 'Set `minVersion: TLSv1.3`: clients with certificates are known, and can be asked to.',
  needs: 'policy',
  visit: {
    policy({ listen }, { report }) {
      for (const { host, port, tls, node } of listen) {
        if (!node || tls?.clientCa === undefined || tls.minVersion !== 'TLSv1.2') continue;
        report(
          { file: node.file, pointer: `${node.pointer}/tls` },
          { message: `${host}:${port} asks clients for certificates, and TLS 1.2 shows them to all on the way` },
        );
      }
    },
  },
});
