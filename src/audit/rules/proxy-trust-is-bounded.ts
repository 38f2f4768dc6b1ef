import { defineRule } from '../rule.js';

/** More addresses than anybody has proxies: /16 of IPv4, /32 of IPv6. */
function isWide(range: string): 'all' | 'wide' | undefined {
  const [address = '', bits = ''] = range.split('/');
  const size = Number(bits);
  if (size === 0) return 'all';
  // Networks of one's own are large by their nature.
  if (/^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|fc|fd|fe80|::1)/i.test(address)) return undefined;
  return size < (address.includes(':') ? 32 : 16) ? 'wide' : undefined;
}

/** OWASP API8:2023, CWE-348. */
export default defineRule({
  id: 'proxy-trust-is-bounded',
  title: 'Callers can choose their own address',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [348],
  why: 'X-Forwarded-For is believed from everybody: limits for each address hold nobody off, and the log blames others.',
  remedy: 'Name the addresses of the proxies in front, and nothing more.',
  needs: 'policy',
  visit: {
    policy({ listen }, { report }) {
      for (const { host, port, trustedProxies = [], node } of listen) {
        if (!node) continue;
        for (const [index, range] of trustedProxies.entries()) {
          const size = isWide(range);
          if (!size) continue;
          report(
            { file: node.file, pointer: `${node.pointer}/trustedProxies/${index}` },
            {
              severity: size === 'all' ? 'high' : 'medium',
              message: `${host}:${port} believes ${size === 'all' ? 'everybody' : `all of ${range}`} about where a call comes from`,
            },
          );
        }
      }
    },
  },
});
