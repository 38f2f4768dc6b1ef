import { defineProbe, finding, unknown, well } from '../probe.js';

/** CWE-326, CWE-327. Versions before TLS 1.2 must not be offered (RFC 8996). */
export default defineProbe({
  id: 'vendor-tls-is-modern',
  title: 'Third party offers outdated TLS',
  severity: 'medium',
  cwe: [326, 327],
  owasp: ['API10:2023'],
  remedy: 'Ask the vendor to switch TLS 1.0 and 1.1 off; calls through the egress proxy use TLS 1.2 or later anyway.',

  async look({ site }, { net }) {
    if (!site) return [];
    if (!site.isTls) return [finding('plain', `${site.host} is called without TLS`, { severity: 'high' })];
    const now = await net.handshake(site).catch(() => undefined);
    if (!now) return [unknown(`no TLS handshake with ${site.host}:${site.port}`)];
    const old = await net.handshake(site, { most: 'TLSv1.1' }).catch(() => undefined);
    if (!old) return [well(`${site.host} speaks ${now.protocol} and refuses TLS 1.1 and older`)];
    return [
      finding(old.protocol, `${site.host} still accepts ${old.protocol}`, {
        reproduce: `openssl s_client -connect ${site.host}:${site.port} -tls1_1 -cipher DEFAULT@SECLEVEL=0`,
      }),
    ];
  },
});
