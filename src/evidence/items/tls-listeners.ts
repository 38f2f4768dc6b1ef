import { count, isoTime } from '../facts.js';
import { defineItem } from '../item.js';

export default defineItem({
  id: 'tls-listeners',
  title: 'TLS of the listeners, probed',
  subject: 'every address of `listen`, as a client finds it',
  method: 'TEST',
  validDays: 30,
  how: 'give `listen` of the policy `tls`, run portcullis start, and collect again while it runs',

  async collect(source) {
    const probes = await source.probeListeners();
    const shown = probes.filter(({ protocol }) => protocol !== '');
    if (probes.length === 0) return { missing: 'the policy names no address that serves callers' };
    if (shown.length === 0) {
      const why = probes.some(({ tls }) => tls) ? 'no address answered with TLS' : 'no address has `tls`';
      return { missing: `${why}: ${probes.map(({ address }) => address).join(', ')}` };
    }
    const plain = probes.length - shown.length;
    return {
      summary: `${count(shown.length, 'address', 'addresses')} answered with TLS${plain ? `, ${plain} did not` : ''}; TLS 1.1 refused at ${shown.filter(({ oldProtocol }) => oldProtocol === 'refused').length}`,
      columns: ['address', 'reached', 'protocol', 'cipher', 'TLS 1.1', 'subject', 'issuer', 'valid until'],
      rows: probes.map((probe) => [
        probe.address,
        probe.reached ? 'yes' : 'no',
        probe.protocol || 'none',
        probe.cipher,
        probe.oldProtocol,
        probe.subject,
        probe.issuer,
        isoTime(probe.notAfter || undefined),
      ]),
    };
  },
});
