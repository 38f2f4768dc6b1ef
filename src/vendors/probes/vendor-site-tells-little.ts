import { siteUrl } from '../site-url.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

const telling = ['server', 'x-powered-by', 'x-aspnet-version', 'x-generator'] as const;

/** CWE-200. Versions in header fields say which flaws to try. */
export default defineProbe({
  id: 'vendor-site-tells-little',
  title: 'Third party tells the versions of its software',
  severity: 'info',
  cwe: [200],
  owasp: ['API8:2023'],
  remedy: 'Mention it to the vendor; a version in a header field helps only attackers.',

  async look({ site }, { net }) {
    if (!site) return [];
    const answer = await net.get(siteUrl(site, '/')).catch(() => undefined);
    if (!answer) return [unknown(`${site.host} does not answer`)];
    const told = telling.filter((name) => /\d+\.\d+/.test(String(answer.headers[name] ?? '')));
    if (told.length === 0) return [well(`${site.host} tells no versions`)];
    return told.map((name) => finding(name, `${site.host} tells a version in ${name}`));
  },
});
