import { hostOf, isInternalHost } from '../hosts.js';
import { defineRule, type Fix } from '../rule.js';

/** OWASP API9:2023, CWE-497. */
export default defineRule({
  id: 'server-is-not-internal',
  title: 'Contract names a machine of the inner network',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [497],
  why: 'Whoever reads the contract learns where to go once a request can be forged (SSRF) or a foot is in the door.',
  remedy: 'Remove the server from the published contract; keep it in the configuration of those who call it.',
  visit: {
    server({ url, node }, { model, report }) {
      const host = hostOf(url);
      if (!host || !isInternalHost(host)) return;
      const isListed = /\/servers\/\d+$/.test(node.pointer) && model.servers.length > 1;
      const fix: Fix = { changes: [{ op: 'remove', node }] };
      report(node, {
        message: `The server ${host} can only be reached from the inner network`,
        ...(isListed ? { fix } : {}),
      });
    },
  },
});
