import { proxyFaults } from '../deployment/nginx-faults.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** OWASP API8:2023, CWE-22; of each fault its own. */
export default defineRule({
  id: 'proxy-config-is-safe',
  title: 'Proxy in front lets callers past',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [22],
  why: 'What the proxy and the gateway read differently passes the checks of both.',
  remedy: 'Mend the directive: the finding says how.',
  visit: {
    deployment({ proxies }, { report }) {
      for (const proxy of proxies) {
        for (const { id, severity, message, cwe, remedy, directive } of proxyFaults(proxy)) {
          report(placed(directive.place, id), {
            key: `${id} ${directive.name} ${directive.args.join(' ')}`,
            severity,
            message,
            cwe: [cwe],
            remedy,
          });
        }
      }
    },
  },
});
