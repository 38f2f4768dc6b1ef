import { has } from '../characters.js';
import { defineDetector, type Hit } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';

const fields =
  'set-cookie|location|content-length|content-type|content-disposition|content-encoding|transfer-encoding|host|x-[a-z-]{2,30}|access-control-[a-z-]{5,40}|refresh|status|link|cookie|referer|user-agent|connection|etag|cache-control|www-authenticate|clear-site-data';
const header: readonly Pattern[] = [
  {
    pattern: new RegExp(`(?:[\\r\\n]|\\\\[rn])\\s{0,5}(?:${fields})\\s{0,3}[:=]`, 'i'),
    score: 5,
    reason: 'a header field behind a line break',
  },
  {
    pattern:
      /[\r\n]\s{0,5}(?:HTTP\/\d|(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|TRACE|CONNECT)\s{1,5}(?:\/|https?:)[^\r\n]{0,200}HTTP\/\d)/,
    score: 5,
    reason: 'another message behind a line break',
  },
  { pattern: /[\r\n]{2,4}\s{0,5}<(?:html|script|body|svg)/i, score: 5, reason: 'a body behind a blank line' },
];
const mail: readonly Pattern[] = [
  {
    pattern: /(?:[\r\n]|%0[ad])\s{0,5}(?:b?cc|to|from|subject|reply-to|mime-version|content-type)\s{0,3}:\s{0,5}\S/i,
    score: 4,
    reason: 'a field of a mail behind a line break',
  },
  {
    pattern: /[\r\n]\s{0,3}(?:RCPT TO|MAIL FROM|EHLO|HELO|DATA|VRFY|EXPN|STARTTLS|AUTH LOGIN|QUIT)\b\s{0,3}[:<\r\n]?/i,
    score: 4,
    reason: 'a command of SMTP',
  },
  {
    pattern:
      /[\r\n]\s{0,3}[a-z]?\d{1,4}\s{1,3}(?:FETCH|LOGIN|SELECT|EXAMINE|CAPABILITY|CREATE|DELETE|LIST|STATUS|UID|STORE|COPY|LOGOUT)\b/i,
    score: 4,
    reason: 'a command of IMAP',
  },
  { pattern: /[\r\n]\s{0,3}(?:RETR|DELE|TOP|UIDL|STAT|LIST)\s{1,3}\d/i, score: 4, reason: 'a command of POP3' },
];

const lineBreak = /[\r\n]/;
const inPath: Hit = { score: 4, offset: 0, length: 1, reason: 'a line break in a path' };

/** CWE-93, CWE-113. Line breaks that begin a header field or a command. */
export default defineDetector({
  id: 'crlf',
  title: 'Header, mail and response splitting',
  cwe: [93, 113],
  version: 1,
  needs: has.lineBreak | has.backslash,
  detect(text, part) {
    if (part.in === 'path' && lineBreak.test(text)) return inPath;
    const hit = worstMatch(text, header) ?? worstMatch(text, mail);
    if (!hit) return undefined;
    // Texts of several lines are honest in a body, and may quote a header there.
    return part.in === 'body' ? { ...hit, score: part.name.length > 0 && !part.isName ? 3 : 2 } : hit;
  },
});
