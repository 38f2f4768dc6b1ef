import ipaddr from 'ipaddr.js';
import { has, isWordCode } from '../characters.js';
import { defineDetector, type Hit, type Part, type Score } from '../detector.js';

const schemes = new Set(
  (
    'http https ftp ftps ws wss gopher dict ldap ldaps tftp sftp jar netdoc file ssh telnet smb imap pop pop3 smtp ' +
    'redis mysql view-source local_file'
  ).split(' '),
);
const longestScheme = 11;
const longestRest = 300;
const noWebScheme =
  /^(?:gopher|dict|tftp|jar|netdoc|ldaps?|smb|redis|mysql|local_file|imap|pop3|telnet|view-source|file|sftp)/i;
const metadataNames =
  /^(?:metadata\.google\.internal|metadata\.goog|metadata|instance-data(?:\.ec2\.internal)?|kubernetes\.default(?:\.svc.{0,30})?|rancher-metadata|metadata\.azure\.(?:com|internal)|host\.docker\.internal|consul\.service\.consul|.{1,60}\.internal)$/i;
const localNames =
  /^(?:localhost|localhost\.localdomain|ip6-localhost|0|127\.1|127\.0\.1|localtest\.me|.{0,60}\.(?:localhost|localtest\.me|lvh\.me|nip\.io|sslip\.io|xip\.io|burpcollaborator\.net|oastify\.com|interact\.sh|oast\.(?:pro|live|site|online|fun|me)))$/i;
const mostAddresses = 12;

// eslint-disable-next-line no-control-regex
const isAscii = /^[\0-\x7f]*$/;

/** `/`, `?`, `#` and the backslash. */
function endsAuthority(code: number): boolean {
  return code === 47 || code === 63 || code === 35 || code === 92;
}

/** Host of an address as loose readers take it: behind the last `@`, before the port. */
function hostOf(rest: string): string {
  let start = 0;
  while (rest[start] === '/' || rest[start] === '\\') start++;
  let end = start;
  while (end < rest.length && !endsAuthority(rest.charCodeAt(end))) end++;
  const authority = rest.slice(start, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']') > 0 ? host.indexOf(']') : undefined);
  const bare = host.replace(/:\d{0,5}$/, '').replace(/\.$/, '');
  return (isAscii.test(bare) ? bare : bare.normalize('NFKC')).toLowerCase();
}

type Range = 'metadata' | 'local' | 'private' | undefined;

/** What the name of an inner host has somewhere; spares most hosts the longer patterns. */
const mayBeInner =
  /^[\d.:[a-fx]+$|^0x|local|metadata|internal|instance-data|kubernetes|consul|lvh|\bio$|burp|oast|interact/;

function rangeOf(host: string): { range: Range; isOdd: boolean } {
  if (!mayBeInner.test(host)) return { range: undefined, isOdd: false };
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

interface Standing {
  /** The text is the address and nothing else: in a sentence it is only named. */
  readonly isWhole: boolean;
  /** In the request's head, or in a field for addresses; other fields of bodies also hold settings of inner networks. */
  readonly isAsked: boolean;
}

type Judged = { readonly score: Score; readonly reason: string } | undefined;

/** A value that is an address, in a place for addresses, is fetched. */
function scoreOf({ scheme, rest }: Address, { isWhole, isAsked }: Standing): Judged {
  const host = hostOf(rest);
  const { range, isOdd } = rangeOf(host);
  if (range === 'metadata') return { score: 5, reason: 'the metadata service of a cloud' };
  if (isOdd && range) return { score: 5, reason: 'an inner address written oddly' };
  if (noWebScheme.test(scheme)) return { score: isWhole ? 5 : 3, reason: `an address of ${scheme}` };
  if (isOdd) return { score: isWhole ? 4 : 2, reason: 'an address written oddly' };
  if (range === 'private') return { score: isWhole && isAsked ? 4 : 3, reason: 'an inner address' };
  if (range) return { score: isWhole ? 4 : 2, reason: 'an address of this machine' };
  return isWhole ? included(host, rest) : undefined;
}

const program = /\.(?:php\d?|phtml|inc|jsp|aspx?|cgi|txt|sh)\??$/i;

/** CWE-98. A program at a bare address, and `?` that swallows what the server appends. */
function included(host: string, rest: string): Judged {
  const isNumber = /^[\d.]{7,15}$|^[0-9a-f]{0,4}:[0-9a-f:]+$/i.test(host);
  if (isNumber && program.test(rest)) return { score: 4, reason: 'a program at a bare address' };
  return /^[^?]*\?{1,3}$/.test(rest) ? { score: 4, reason: 'an address that swallows what follows' } : undefined;
}

interface Address {
  readonly scheme: string;
  readonly rest: string;
  readonly start: number;
  readonly end: number;
}

const boundary = /[\s"'=(<@,;|]/;
const slashes = /^(?:\/\/|\\\\|\/\\|\\\/)/;
/** `http:host`, `http:/host` and `jar:http:`: loose readers take them. */
const loose = /^(?:\/?[\w.-]{1,20}\.|\w{3,5}:\/)/;
const endOfAddress = /[\s"'<>\\]/;

/** A letter of ASCII, a digit, `_` or `-`. */
function isSchemeCode(code: number): boolean {
  return code === 45 || (code < 128 && isWordCode(code));
}

function addressAt(text: string, colon: number): Address | undefined {
  let start = colon;
  while (start > 0 && colon - start < longestScheme && isSchemeCode(text.charCodeAt(start - 1))) start--;
  const scheme = text.slice(start, colon).toLowerCase();
  if (!schemes.has(scheme) || (start > 0 && !boundary.test(text[start - 1]!))) return undefined;
  const behind = text.slice(colon + 1, colon + 1 + longestRest);
  const opening = slashes.exec(behind)?.[0].length ?? (loose.test(behind) ? 0 : -1);
  if (opening < 0) return undefined;
  const whole = behind.slice(opening);
  const stop = whole.search(endOfAddress);
  const rest = stop < 0 ? whole : whole.slice(0, stop);
  return rest === '' ? undefined : { scheme, rest, start, end: colon + 1 + opening + rest.length };
}

/** Fields that say where a call came from or where a browser goes: a developer's own machine is no target there. */
const goesHome = /^(?:origin|referer|(?:post_logout_)?redirect_?ur[il]|return_?(?:to|ur[il]))$/i;

/** Fields whose names say that what they hold is fetched. */
const takesAddress =
  /ur[il]s?$|(?:^|[_.-])(?:link|href|webhook|callback|endpoint|feed|src|source|image|avatar|proxy|fetch|target)s?$/i;

function judgeAddress(address: Address, text: string, part: Part): Judged {
  if (part.ownHosts?.has(hostOf(address.rest))) return undefined;
  const isWhole = address.start === 0 && !goesHome.test(part.name) && !/\s/.test(text.trim());
  const isHead = part.in !== 'body' && part.in !== 'file';
  const isFetched = part.isSetting !== true && (part.isAddress === true || takesAddress.test(part.name));
  return scoreOf(address, { isWhole, isAsked: isHead || isFetched });
}

function detect(text: string, part: Part): Hit | undefined {
  let worst: Hit | undefined;
  let count = 0;
  for (let colon = text.indexOf(':'); colon >= 0 && count < mostAddresses; colon = text.indexOf(':', colon + 1)) {
    const address = addressAt(text, colon);
    if (!address) continue;
    count++;
    const judged = judgeAddress(address, text, part);
    if (judged && judged.score > (worst?.score ?? 0)) {
      worst = { ...judged, offset: address.start, length: address.end - address.start };
    }
  }
  return worst ?? bareHost(text, part);
}

/** What a bare host must hold to be one of a metadata service, in any notation. */
const mayBeMetadata = /^\W{0,3}(?:\d|\[)|metadata[./]|\.internal|instance-data|kubernetes\.default/i;

/** `169.254.169.254/latest/...` without a scheme. */
function bareHost(text: string, part: Part): Hit | undefined {
  if (part.isName || text.length > longestRest || text.includes(' ')) return undefined;
  if (!mayBeMetadata.test(text) || /\s/.test(text)) return undefined;
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
