import { siteUrl } from '../site-url.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

/** RFC 9116. Who finds a flaw must know whom to tell. */
export default defineProbe({
  id: 'vendor-security-contact-is-published',
  title: 'Third party publishes no security contact',
  severity: 'low',
  cwe: [1059],
  owasp: ['API10:2023'],
  remedy: 'Ask for /.well-known/security.txt with Contact and Expires, and note the contact in the review meanwhile.',

  async look({ site }, { net, now }) {
    if (!site) return [];
    const answer = await net.get(siteUrl(site, '/.well-known/security.txt')).catch(() => undefined);
    if (!answer) return [unknown(`${site.host} does not answer`)];
    const text = answer.status === 200 ? answer.body.toString('utf8') : '';
    const expires = Date.parse(/^Expires:\s*(.+)$/im.exec(text)?.[1] ?? '');
    if (!/^Contact:\s*\S/im.test(text)) return [finding('absent', `${site.host} has no security.txt with a contact`)];
    if (Number.isNaN(expires))
      return [finding('no-expiry', `security.txt of ${site.host} does not say until when it holds`)];
    if (expires < now) return [finding('expired', `security.txt of ${site.host} has expired`)];
    return [well(`${site.host} publishes a security contact`)];
  },
});
