import { siteUrl } from '../site-url.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

const stranger = 'https://origin.invalid';

/** CWE-942. An answer that repeats any origin and takes credentials lets every page read as the user. */
export default defineProbe({
  id: 'vendor-site-keeps-origins-apart',
  title: 'Third party lets every web page read its answers',
  severity: 'medium',
  cwe: [942],
  owasp: ['API8:2023', 'API10:2023'],
  remedy: 'Ask the vendor which origins may read, and do not use its cookies in browsers until then.',

  async look({ site }, { net }) {
    if (!site) return [];
    const url = siteUrl(site, '/');
    const answer = await net.get(url, { origin: stranger }).catch(() => undefined);
    if (!answer) return [unknown(`${site.host} does not answer`)];
    const allowed = answer.headers['access-control-allow-origin'];
    const credentials = answer.headers['access-control-allow-credentials'] === 'true';
    if (allowed !== stranger || !credentials) return [well(`${site.host} does not open itself to every origin`)];
    const reproduce = `curl -i -H 'Origin: ${stranger}' ${url}`;
    return [finding('reflected', `${site.host} repeats any origin and allows credentials`, { reproduce })];
  },
});
