import { textsFact } from '../facts.js';
import { defineFamily, impossible, patch } from '../family.js';
import { bodyTricks, changeEach } from '../variant.js';

const escape = (host: string) => host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Other spellings of a loopback address (CWE-918). */
const loopbacks: Readonly<Record<string, string>> = {
  'decimal address': '2130706433',
  'hexadecimal address': '0x7f000001',
  'octal address': '0177.0.0.1',
  'short address': '127.1',
  'mapped address': '[::ffff:127.0.0.1]',
  'name of this machine': 'localhost',
  'address with user': 'cdn.example@127.0.0.1',
};

/** OWASP API7:2023, CWE-918. Only addresses on hosts that were seen in legitimate use. */
export default defineFamily({
  id: 'url-input',
  title: 'The server fetches an address that the caller chooses',
  closes: ['ssrf', 'ssrf-internal-content'],
  rewrites: false,
  patch({ finding, operation }) {
    const { part } = finding;
    if (!operation || !part || part.in === 'credential' || part.in === 'method')
      return impossible('The place of the address is not known.');
    const hosts = textsFact(finding, 'allowedHosts');
    if (!hosts.length)
      return impossible(
        'No legitimate address is known: give the contract an example, or list hosts under operations.<id>.constraints.',
      );
    const pattern = `^https?://(?:${hosts.map(escape).join('|')})(?::[0-9]{1,5})?(?:/[^@\\\\\\s]*)?$`;
    return patch('constraints', {
      constraints: [
        {
          in: part.in,
          ...(part.name ? { name: part.name } : {}),
          ...(part.pointer ? { pointer: part.pointer } : {}),
          schema: { type: 'string', pattern },
        },
      ],
    });
  },
  variants({ finding: { replay } }) {
    if (!replay) return [];
    const spelled = Object.fromEntries(
      Object.entries(loopbacks).map(([name, host]) => [
        name,
        (request: { method: string; path: string; headers?: Readonly<Record<string, string>>; body?: string }) => ({
          ...request,
          path: request.path.replaceAll('127.0.0.1', host),
          ...(request.body === undefined ? {} : { body: request.body.replaceAll('127.0.0.1', host) }),
        }),
      ]),
    );
    return [...changeEach(replay, spelled), ...changeEach(replay, bodyTricks)];
  },
});
