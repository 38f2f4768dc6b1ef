import { siteUrl } from '../site-url.js';
import { defineProbe, finding, unknown, well, type Seen } from '../probe.js';

const halfYearSeconds = 15_768_000;

/** CWE-319, CWE-523. Plain HTTP serves nothing but a redirect, and HSTS keeps browsers away from it (RFC 6797). */
export default defineProbe({
  id: 'vendor-site-requires-tls',
  title: 'Third party can be used without TLS',
  severity: 'low',
  cwe: [319, 523],
  owasp: ['API10:2023'],
  remedy: 'Ask the vendor for HSTS of at least half a year and for a redirect from plain HTTP.',

  async look({ site }, { net }) {
    if (!site?.isTls) return [];
    const answer = await net.get(siteUrl(site, '/')).catch(() => undefined);
    if (!answer) return [unknown(`${site.host} does not answer`)];
    const plain = await net.get(`http://${site.host}:${net.plainPort}/`).catch(() => undefined);
    return [hsts(answer.headers['strict-transport-security'], site.host), cleartext(plain, site.host)];
  },
});

function hsts(field: string | undefined, host: string): Seen {
  const seconds = Number(/max-age="?(\d+)/i.exec(field ?? '')?.[1] ?? 0);
  if (seconds >= halfYearSeconds) return well(`${host} sends HSTS`);
  return finding('hsts', field === undefined ? `${host} sends no HSTS` : `HSTS of ${host} holds only ${seconds} s`);
}

function cleartext(
  answer: { status: number; headers: { location?: string | undefined } } | undefined,
  host: string,
): Seen {
  if (!answer) return well(`${host} does not answer plain HTTP`);
  const leads = answer.status >= 300 && answer.status < 400 && /^https:/i.test(answer.headers.location ?? '');
  if (leads || answer.status >= 400) return well(`plain HTTP of ${host} serves nothing`);
  return finding('cleartext', `${host} answers plain HTTP with ${answer.status}`, {
    severity: 'medium',
    reproduce: `curl -i http://${host}/`,
  });
}
