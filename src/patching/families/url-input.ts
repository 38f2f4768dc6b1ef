import type { ReplayRequest } from '../../core/replay.js';
import { textFact, textsFact } from '../facts.js';
import { bound, constraintPlace, defineFamily, impossible, type Subject } from '../family.js';
import { bodyTricks } from '../tricks.js';
import { changeEach, type Change } from '../variant.js';

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A host name or address, with its port where it is not the usual one (RFC 3986 3.2.2, 3.2.3). */
const hostForm = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/**
 * The pattern of addresses on these hosts and no others. After the host there is only the end, `/`, `?` or `#`, so that
 * neither user information, a longer name, a port, nor a backslash can move the host (RFC 3986 3.2 and WHATWG URL 4.4
 * end the authority at different characters). Behind it stand characters of RFC 3986 only, without `@`.
 */
export function addressPattern(hosts: readonly string[]): string {
  const names = [...new Set(hosts.map((host) => host.toLowerCase()))].filter((host) => hostForm.test(host)).toSorted();
  if (names.length === 0) return '';
  return `^https?://(?:${names.map(escape).join('|')})(?:[/?#][A-Za-z0-9._~!$&'()*+,;=:/?#%-]*)?$`;
}

/** Other spellings of a loopback address (CWE-918). */
const loopbacks: Readonly<Record<string, string>> = {
  'decimal address': '2130706433',
  'hexadecimal address': '0x7f000001',
  'octal address': '0177.0.0.1',
  'short address': '127.1',
  'mapped address': '[::ffff:127.0.0.1]',
  'full-width digits': '\uff11\uff12\uff17.0.0.1',
  'ideographic full stops': '127\u30020\u30020\u30021',
  'name of this machine': 'localhost',
  'name of this machine with a dot': 'localhost.',
};

function hostVariants(hosts: readonly string[]): Readonly<Record<string, Change>> {
  const put = (host: string): Change => {
    return ({ body, ...request }: ReplayRequest) => ({
      ...request,
      path: request.path.replaceAll('127.0.0.1', encodeURIComponent(host)),
      ...(body === undefined ? {} : { body: body.replaceAll('127.0.0.1', JSON.stringify(host).slice(1, -1)) }),
    });
  };
  const [allowed] = hosts;
  const around =
    allowed === undefined
      ? {}
      : {
          'allowed host as user': `${allowed}@127.0.0.1`,
          'allowed host as user and password': `${allowed}:80@127.0.0.1`,
          'allowed host behind a backslash': `127.0.0.1\\@${allowed}`,
          'allowed host in front of a backslash': `${allowed}\\@127.0.0.1`,
          'allowed host as fragment': `127.0.0.1#@${allowed}`,
          'allowed host as query': `127.0.0.1?@${allowed}`,
        };
  return Object.fromEntries(Object.entries({ ...loopbacks, ...around }).map(([name, host]) => [name, put(host)]));
}

/** OWASP API7:2023, CWE-918. Only addresses on hosts that were seen in legitimate use. */
function allowedAddresses({ finding, operation }: Subject) {
  const place = constraintPlace(finding);
  if (textFact(finding, 'upstream') !== undefined)
    return impossible(
      'What a third party answers does not come through this gateway. Hold it to a schema in the code, or send the call through the egress proxy with a contract for it.',
    );
  if (!operation || !place) return impossible('The place of the address is not known.');
  const pattern = addressPattern(textsFact(finding, 'allowedHosts'));
  if (pattern) return bound(place, { type: 'string', pattern });
  return impossible(
    'No legitimate address is known: give the contract an example, or list hosts under operations.<id>.constraints.',
  );
}

export default defineFamily({
  id: 'url-input',
  title: 'The server fetches an address that the caller chooses',
  closes: ['ssrf', 'ssrf-internal-content', 'upstream-redirect-followed', 'upstream-data-trusted', 'open-redirect'],
  rewrites: false,
  patch: allowedAddresses,
  variants: ({ finding }) =>
    finding.replay
      ? [
          ...changeEach(finding.replay, hostVariants(textsFact(finding, 'allowedHosts'))),
          ...changeEach(finding.replay, bodyTricks),
        ]
      : [],
});
