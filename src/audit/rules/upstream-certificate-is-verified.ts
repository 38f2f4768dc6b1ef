import { isLoopback } from '../schemes.js';
import { defineRule } from '../rule.js';

/** OWASP API10:2023, CWE-295. */
export default defineRule({
  id: 'upstream-certificate-is-verified',
  title: 'Certificate of the API is not verified',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: [295],
  why: 'Whoever is on the way answers in its place, and gets every credential and all data.',
  remedy: 'Remove `verify: false`; name the authority with `tls.ca`, or the key with `tls.pins`.',
  needs: 'policy',
  visit: {
    model({ upstream, policyDocuments, name }, { report }) {
      if (!upstream || !policyDocuments || upstream.tls?.verify !== false) return;
      const { hostname, protocol } = new URL(upstream.url);
      if (protocol !== 'https:') return;
      report(
        { file: policyDocuments.entry, pointer: `/apis/${name}/upstream/tls/verify` },
        {
          severity: isLoopback(hostname) ? 'low' : 'high',
          message: `Any certificate will do for ${hostname}, where the calls of "${name}" go`,
        },
      );
    },
  },
});
