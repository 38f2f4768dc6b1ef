import { asked, withParents } from '../dns.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

/** RFC 8659. Without CAA any authority may issue a certificate for the name. */
export default defineProbe({
  id: 'vendor-dns-limits-issuers',
  title: 'Any authority may issue certificates for a third party',
  severity: 'low',
  cwe: [295],
  owasp: ['API10:2023'],
  remedy: 'Ask the vendor for CAA records that name its certificate authorities.',

  async look({ policy: { domain } }, { resolver }) {
    if (domain === undefined) return [];
    for (const name of withParents(domain)) {
      const answer = await asked(resolver.resolveCaa(name));
      if (answer.state === 'unknown') return [unknown(`the DNS does not answer for ${name}`)];
      if (answer.state === 'none') continue;
      if (answer.records.some((record) => record.issue !== undefined))
        return [well(`${name} names its authorities (CAA)`)];
    }
    return [finding('caa', `${domain} has no CAA record`)];
  },
});
