import { has } from '../characters.js';
import { defineDetector, worse, type Hit, type Part, type Score } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';
import { isProse } from '../prose.js';

const fields =
  'set-cookie|location|content-length|content-type|content-disposition|content-encoding|transfer-encoding|host|x-[a-z-]{2,30}|access-control-[a-z-]{5,40}|refresh|status|link|cookie|referer|user-agent|connection|etag|cache-control|www-authenticate|clear-site-data';
const header = definePatterns([
  {
    pattern: new RegExp(`(?:[\\r\\n]|\\\\[rn])\\s{0,5}(?:${fields})\\s{0,3}[:=]`, 'i'),
    score: 5,
    reason: 'a header field behind a line break',
    needsOne: has.lineBreak | has.backslash,
  },
  {
    pattern:
      /[\r\n]\s{0,5}(?:HTTP\/\d|(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|TRACE|CONNECT)\s{1,5}(?:\/|https?:)[^\r\n]{0,200}HTTP\/\d)/,
    score: 5,
    reason: 'another message behind a line break',
    needs: has.lineBreak,
  },
  {
    pattern: /[\r\n]{2,4}\s{0,5}<(?:html|script|body|svg)/i,
    score: 5,
    reason: 'a body behind a blank line',
    needs: has.lineBreak,
  },
]);
const mail = definePatterns([
  {
    pattern: /(?:[\r\n]|%0[ad])\s{0,5}(?:b?cc|to|from|subject|reply-to|mime-version|content-type)\s{0,3}:\s{0,5}\S/i,
    score: 4,
    reason: 'a field of a mail behind a line break',
    needsOne: has.lineBreak | has.percent,
  },
  {
    pattern: /[\r\n]\s{0,3}(?:RCPT TO|MAIL FROM|EHLO|HELO|DATA|VRFY|EXPN|STARTTLS|AUTH LOGIN|QUIT)\b\s{0,3}[:<\r\n]?/i,
    score: 4,
    reason: 'a command of SMTP',
    needs: has.lineBreak,
  },
  {
    pattern:
      /[\r\n]\s{0,3}[a-z]?\d{1,4}\s{1,3}(?:FETCH|LOGIN|SELECT|EXAMINE|CAPABILITY|CREATE|DELETE|LIST|STATUS|UID|STORE|COPY|LOGOUT)\b/i,
    score: 4,
    reason: 'a command of IMAP',
    needs: has.lineBreak,
  },
  {
    pattern: /[\r\n]\s{0,3}(?:RETR|DELE|TOP|UIDL|STAT|LIST)\s{1,3}\d/i,
    score: 4,
    reason: 'a command of POP3',
    needs: has.lineBreak,
  },
]);

const lineBreak = /[\r\n]/;
const inPath: Hit = { score: 4, offset: 0, length: 1, reason: 'a line break in a path' };
const inName: Hit = { score: 4, offset: 0, length: 1, reason: 'a line break in a name' };
/** Any field: a value that begins with a line break and a field has nothing of its own to say. */
const leading = /^\s{0,5}[\r\n]\s{0,5}[a-z][\w-]{2,40}[\r\n\s]{0,4}:/i;
const anyField = /[\r\n]\s{0,5}[a-z][\w-]{2,40}\s{0,3}:\s{0,3}\S/i;
const requestLine =
  /^\s{0,5}(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|TRACE|CONNECT)\s{1,5}(?:\/|https?:)[^\s]{0,200}\s{1,5}HTTP\/\d(?:\.\d)?\s{0,5}$/;
const request =
  /[\r\n]\s{0,5}(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|TRACE|CONNECT)\s{1,5}(?:\/|https?:)[^\r\n]{0,100}HTTP\/\d/;
const longestSplit = 160;

function hitOf(found: RegExpExecArray | null, score: Score, reason: string): Hit | undefined {
  return found ? { score, offset: found.index, length: found[0].length, reason } : undefined;
}

/** What no value has that is not meant to end the line that it is put into. */
function splitting(text: string, { in: place }: Part, classes: number): Hit | undefined {
  if (!(classes & (has.lineBreak | has.blank))) return undefined;
  const isBody = place === 'body' || place === 'file';
  const begins = hitOf(leading.exec(text), 4, 'a header field behind a leading line break');
  if (begins) return begins;
  if (!isBody) {
    const whole = hitOf(requestLine.exec(text), 4, 'the first line of another message');
    if (whole) return whole;
  }
  if (place === 'header' || place === 'cookie') {
    return hitOf(anyField.exec(text), 4, 'a header field behind a line break');
  }
  const isShort = text.length <= longestSplit && !isProse(text);
  return isShort ? hitOf(request.exec(text), 4, 'another message behind a line break') : undefined;
}

/** CWE-93, CWE-113. Line breaks that begin a header field or a command. */
export default defineDetector({
  id: 'crlf',
  title: 'Header, mail and response splitting',
  cwe: [93, 113],
  version: 2,
  needs: has.lineBreak | has.backslash | has.slash,
  detect(text, part, classes = -1) {
    if (part.in === 'path' && lineBreak.test(text)) return inPath;
    if (part.in === 'query' && part.isName && lineBreak.test(text)) return inName;
    const hit = worstMatch(text, header, classes) ?? worstMatch(text, mail, classes);
    if (hit && part.in !== 'body') return hit;
    // Texts of several lines are honest in a body, and may quote a header there.
    const quoted: Hit | undefined = hit && { ...hit, score: part.name.length > 0 && !part.isName ? 3 : 2 };
    return worse(splitting(text, part, classes), quoted);
  },
});
