import { defineProbe, finding, unknown, well } from '../probe.js';

const day = 86_400_000;
const soonDays = 21;
const fewestRsaBits = 2048;

/** CWE-295, CWE-298. Chain, name, key and remaining time of the certificate. */
export default defineProbe({
  id: 'vendor-certificate-is-valid',
  title: 'Certificate of a third party is not valid, or not for long',
  severity: 'high',
  cwe: [295, 298],
  owasp: ['API10:2023'],
  remedy: 'Tell the vendor before calls fail; do not switch verification off.',

  async look({ site }, { net, now }) {
    if (!site?.isTls) return [];
    const seen = await net.handshake(site).catch(() => undefined);
    if (!seen) return [unknown(`no TLS handshake with ${site.host}:${site.port}`)];
    if (seen.fault !== undefined)
      return [finding('chain', `the certificate of ${site.host} is not valid: ${seen.fault}`)];
    const days = Math.floor((seen.validTo - now) / day);
    const weak = seen.bits !== undefined && seen.bits >= 512 && seen.bits < fewestRsaBits;
    return [
      weak ? finding('key', `the key of ${site.host} has only ${seen.bits} bits`, { severity: 'medium' }) : undefined,
      days < soonDays
        ? finding('expiry', `the certificate of ${site.host} ends in ${days} days`, { severity: 'medium' })
        : well(`the certificate of ${site.host} is valid for another ${days} days`),
    ].filter((one) => one !== undefined);
  },
});
