import { asked } from '../dns.js';
import { defineProbe, finding, unknown, well, type Seen } from '../probe.js';

/** CWE-350. A name of ours that points at nothing is taken over by whoever registers the target. */
export default defineProbe({
  id: 'vendor-alias-leads-somewhere',
  title: 'A name of ours points at a third party that does not have it any more',
  severity: 'high',
  cwe: [350],
  owasp: ['API9:2023'],
  remedy: 'Remove the CNAME record today, or claim its target at the vendor.',

  look: ({ policy: { aliases } }, { resolver }) =>
    Promise.all(
      aliases.map(async (alias): Promise<Seen> => {
        const names = await asked(resolver.resolveCname(alias));
        if (names.state === 'unknown') return unknown(`the DNS does not answer for ${alias}`);
        if (names.state === 'none') return well(`${alias} is no alias`);
        const target = names.records[0]!;
        const answers = await Promise.all([asked(resolver.resolve4(target)), asked(resolver.resolve6(target))]);
        if (answers.some(({ state }) => state === 'found')) return well(`${alias} leads to ${target}`);
        if (answers.some(({ state }) => state === 'unknown')) return unknown(`the DNS does not answer for ${target}`);
        return finding(alias, `${alias} is an alias of ${target}, which does not exist`, { reproduce: `dig ${alias}` });
      }),
    ),
});
