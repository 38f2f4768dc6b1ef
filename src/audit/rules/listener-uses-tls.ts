import { defineRule } from '../rule.js';
import { isLoopback } from '../schemes.js';

/** OWASP API8:2023, CWE-319. */
export default defineRule({
  id: 'listener-uses-tls',
  title: 'Gateway listens without TLS',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [319],
  why: 'Whoever is on the way reads credentials and answers, and changes them.',
  remedy: 'Set `tls` for the address, or listen on the loopback address behind something that has it.',
  needs: 'policy',
  visit: {
    policy({ listen }, { report }) {
      for (const { host, port, tls, node } of listen) {
        if (tls || !node || isLoopback(host)) continue;
        report(node, { message: `${host}:${port} takes calls from other machines in clear text` });
      }
    },
  },
});
