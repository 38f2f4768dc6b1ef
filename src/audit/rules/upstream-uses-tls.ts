import { defineRule } from '../rule.js';
import { clearTextHost } from '../schemes.js';

/** OWASP API8:2023, CWE-319. */
export default defineRule({
  id: 'upstream-uses-tls',
  title: 'Gateway calls the server without TLS',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [319],
  why: 'Credentials and data cross the inner network in clear: one machine that is taken over there hears all of them.',
  remedy: 'Give the upstream a certificate and use https.',
  needs: 'policy',
  visit: {
    model({ upstream, policyDocuments, name }, { report }) {
      const host = upstream && clearTextHost(upstream.url);
      if (!host || !policyDocuments) return;
      report(
        { file: policyDocuments.entry, pointer: `/apis/${name}/upstream/url` },
        { message: `Calls of "${name}" go to ${host} in clear text` },
      );
    },
  },
});
