import { asked, type Asked } from '../dns.js';
import { defineProbe, finding, unknown, well, type Seen } from '../probe.js';

/** CWE-290. RFC 7208 (SPF) and RFC 7489 (DMARC): mail in the name of a vendor is how its customers are robbed. */
export default defineProbe({
  id: 'vendor-dns-stops-forged-mail',
  title: 'Mail in the name of a third party can be forged',
  severity: 'low',
  cwe: [290],
  owasp: ['API10:2023'],
  remedy: 'Ask the vendor for SPF ending in -all or ~all and DMARC with p=quarantine or p=reject.',

  async look({ policy: { domain } }, { resolver }) {
    if (domain === undefined) return [];
    const [spf, dmarc] = await Promise.all([
      asked(resolver.resolveTxt(domain)),
      asked(resolver.resolveTxt(`_dmarc.${domain}`)),
    ]);
    return [spfSeen(textsOf(spf, /^v=spf1\b/i), domain), dmarcSeen(textsOf(dmarc, /^v=DMARC1\b/i), domain)];
  },
});

function textsOf(answer: Asked<readonly string[]>, form: RegExp): readonly string[] | undefined {
  if (answer.state === 'unknown') return undefined;
  return answer.state === 'none' ? [] : answer.records.map((parts) => parts.join('')).filter((text) => form.test(text));
}

function spfSeen(texts: readonly string[] | undefined, domain: string): Seen {
  if (!texts) return unknown(`the DNS does not answer for ${domain}`);
  if (texts.length !== 1) {
    return finding(
      'spf',
      texts.length ? `${domain} has several SPF records: none holds` : `${domain} has no SPF record`,
    );
  }
  const ends = /\s(?:[-~]all|redirect=\S+)\s*$/i.test(texts[0]!);
  return ends
    ? well(`${domain} limits who sends its mail (SPF)`)
    : finding('spf-open', `SPF of ${domain} lets anybody send`);
}

function dmarcSeen(texts: readonly string[] | undefined, domain: string): Seen {
  if (!texts) return unknown(`the DNS does not answer for _dmarc.${domain}`);
  if (texts.length === 0) return finding('dmarc', `${domain} has no DMARC record`);
  const isStrict = /;\s*p\s*=\s*(?:quarantine|reject)\b/i.test(texts[0]!);
  return isStrict
    ? well(`${domain} has forged mail refused (DMARC)`)
    : finding('dmarc-none', `DMARC of ${domain} asks for nothing`);
}
