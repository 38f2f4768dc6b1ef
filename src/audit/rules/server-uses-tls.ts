import { below } from '../../model/pointer.js';
import type { ApiModel } from '../../model/types.js';
import { defineRule, type Fix, type Server } from '../rule.js';
import { clearTextHost } from '../schemes.js';

/** Its twin with TLS stays alone, or it becomes that twin. Of OpenAPI 2.0 the node is the scheme. */
function withTls({ url, node }: Server, { servers }: ApiModel): Fix {
  const secure = url.trim().replace(/^http:/i, 'https:');
  if (servers.some((other) => other.url === secure)) return { changes: [{ op: 'remove', node }] };
  const isOfVersion2 = node.pointer.startsWith('/schemes/');
  return isOfVersion2
    ? { changes: [{ op: 'replace', node, value: 'https' }] }
    : { changes: [{ op: 'replace', node: below(node, 'url'), value: secure }] };
}

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
    server(server, { model, report }) {
      const host = clearTextHost(server.url);
      if (!host) return;
      report(server.node, {
        message: `Clients are told to call http://${host} in clear text`,
        fix: withTls(server, model),
      });
    },
  },
});
