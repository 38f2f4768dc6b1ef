import ipaddr from 'ipaddr.js';
import { has } from '../characters.js';
import { defineDetector, type Hit, type Part, type Score } from '../detector.js';

const address =
  /(?:^|[\s"'=(<@,;|])((?:https?|ftps?|wss?|gopher|dict|ldaps?|tftp|sftp|jar|netdoc|file|ssh|telnet|smb|imap|pop3|smtp|redis|mysql|view-source|local_file):(?:\/\/|\\\\|\/\\|(?=\/?[\w.-]{1,20}\.)))([^\s"'<>\\]{0,300})/gi;
const noWebScheme =
  /^(?:gopher|dict|tftp|jar|netdoc|ldaps?|smb|redis|mysql|local_file|imap|pop3|telnet|view-source|file|sftp)/i;
const metadataNames =
  /^(?:metadata\.google\.internal|metadata\.goog|metadata|instance-data(?:\.ec2\.internal)?|kubernetes\.default(?:\.svc.{0,30})?|rancher-metadata|metadata\.azure\.(?:com|internal)|host\.docker\.internal|consul\.service\.consul|.{1,60}\.internal)$/i;
const localNames =
  /^(?:localhost|localhost\.localdomain|ip6-localhost|0|127\.1|127\.0\.1|localtest\.me|.{0,60}\.(?:localhost|localtest\.me|lvh\.me|nip\.io|sslip\.io|xip\.io|burpcollaborator\.net|oastify\.com|interact\.sh|oast\.(?:pro|live|site|online|fun|me)))$/i;
const mostAddresses = 12;

/** Host of an address as loose readers take it: behind the last `@`, before the port. */
function hostOf(rest: string): string {
  const authority = rest.replace(/^[/\\]+/, '').split(/[/?#\\]/, 1)[0]!;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']') > 0 ? host.indexOf(']') : undefined);
  return host
    .replace(/:\d{0,5}$/, '')
    .replace(/\.$/, '')
    .normalize('NFKC')
    .toLowerCase();
}

type Range = 'metadata' | 'local' | 'private' | undefined;

function rangeOf(host: string): { range: Range; isOdd: boolean } {
  if (metadataNames.test(host)) return { range: 'metadata', isOdd: false };
  if (localNames.test(host)) return { range: 'local', isOdd: host !== 'localhost' };
  // `ipaddr.js` reads decimal, octal and hexadecimal forms as inet_aton does.
  if (!/^[0-9a-fx.:]+$/i.test(host) || !ipaddr.isValid(host)) return { range: undefined, isOdd: false };
  const parsed = ipaddr.process(host);
  const text = parsed.toString();
  const isOdd = text !== host && !host.includes(':');
  if (/^169\.254\.169\.254$|^169\.254\.170\.2$|^100\.100\.100\.200$|^192\.0\.0\.192$|^fd00:ec2::254$/.test(text))
    return { range: 'metadata', isOdd };
  const range = parsed.range();
  if (range === 'loopback' || range === 'unspecified') return { range: 'local', isOdd };
  const isPrivate =
    range === 'private' ||
    range === 'linkLocal' ||
    range === 'uniqueLocal' ||
    range === 'carrierGradeNat' ||
    range === 'reserved';
  return { range: isPrivate ? 'private' : undefined, isOdd };
}

/** A value that is an address, in a place for addresses, is fetched; in a sentence it is only named. */
function scoreOf(scheme: string, host: string, isWhole: boolean): { score: Score; reason: string } | undefined {
  const { range, isOdd } = rangeOf(host);
  if (range === 'metadata') return { score: 5, reason: 'the metadata service of a cloud' };
  if (isOdd && range) return { score: 5, reason: 'an inner address written oddly' };
  if (noWebScheme.test(scheme))
    return { score: isWhole ? 5 : 3, reason: `an address of ${scheme.split(':', 1)[0]!.toLowerCase()}` };
  if (isOdd) return { score: isWhole ? 4 : 2, reason: 'an address written oddly' };
  if (range) return { score: isWhole ? 4 : 2, reason: 'an inner address' };
  return undefined;
}

function detect(text: string, part: Part): Hit | undefined {
  let worst: Hit | undefined;
  address.lastIndex = 0;
  for (let count = 0, found = address.exec(text); found && count < mostAddresses; count++, found = address.exec(text)) {
    const host = hostOf(found[2]!);
    if (part.ownHosts?.has(host)) continue;
    const isWhole = found.index === 0 && !/\s/.test(text.trim());
    const judged = scoreOf(found[1]!, host, isWhole && part.name !== 'origin' && part.name !== 'referer');
    if (judged && judged.score > (worst?.score ?? 0)) {
      worst = { ...judged, offset: found.index, length: found[0].length };
    }
  }
  return worst ?? bareHost(text, part);
}

/** `169.254.169.254/latest/...` without a scheme. */
function bareHost(text: string, part: Part): Hit | undefined {
  if (part.isName || text.length > 300 || /\s/.test(text)) return undefined;
  const { range, isOdd } = rangeOf(hostOf(text));
  if (range !== 'metadata' || (isOdd && !text.includes('/'))) return undefined;
  return { score: 5, offset: 0, length: text.length, reason: 'the metadata service of a cloud' };
}

/** CWE-918. Addresses of inner networks and of metadata services in every notation, and schemes that speak to services. */
export default defineDetector({
  id: 'ssrf',
  title: 'Server-side request forgery',
  cwe: [918],
  version: 1,
  needs: has.colon | has.slash | has.digit,
  detect,
});
