import { defineRule } from '../rule.js';
import { clearTextHost, isLoopback } from '../schemes.js';

/** OWASP API8:2023, CWE-319 (RFC 6797). The gateway sends it by itself wherever it knows that a call came over TLS. */
export default defineRule({
  id: 'hsts-is-sent',
  title: 'Browsers are not told to stay with TLS',
  severity: 'low',
  owasp: ['API8:2023'],
  cwe: [319],
  why: 'The first call to an http address can be answered by whoever is on the way, and never gets to TLS.',
  remedy:
    'End TLS in the gateway (`tls`), or name the proxy that does it in `trustedProxies`: then the header is sent.',
  needs: 'policy',
  visit: {
    policy({ listen, apis }, { report }) {
      // Pages that may read the answers: only browsers heed the header.
      const forBrowsers = apis.some((model) => [...model.operations.values()].some(({ policy }) => policy.cors));
      const overTls = apis.some(({ servers }) =>
        servers.some(({ url }) => /^https:/i.test(url) && clearTextHost(url) === undefined),
      );
      if (!forBrowsers || !overTls) return;
      for (const { host, port, tls, trustedProxies, authorizer, node } of listen) {
        if (tls || authorizer || !node || trustedProxies?.length) continue;
        const where = isLoopback(host) ? 'behind something else' : 'in clear text';
        report(node, {
          message: `${host}:${port} serves browsers ${where}, and cannot tell that a call came over TLS: HSTS is not sent`,
        });
      }
    },
  },
});
