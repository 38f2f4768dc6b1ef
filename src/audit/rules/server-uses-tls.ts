import { defineRule } from '../rule.js';
import { clearTextHost } from '../schemes.js';

/** OWASP API8:2023, CWE-319. */
export default defineRule({
  id: 'server-uses-tls',
  title: 'Server is called without TLS',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [319],
  why: 'Credentials and data cross the network in clear: whoever is on the way reads and changes them.',
  remedy: 'Use https, and remove the http server from the contract.',
  visit: {
    server({ url, node }, { report }) {
      const host = clearTextHost(url);
      if (host) report(node, { message: `Clients are told to call http://${host} in clear text` });
    },
  },
});
