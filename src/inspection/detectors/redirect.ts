import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const goingNames =
  /(?:^|[_.-])(?:next|return|returnto|returnurl|return_url|redirect|redirecturl|redirect_uri|redirect_url|redir|dest|destination|continue|goto|target|rurl|forward|callback|out|to|url|uri|link|view|page|success_url|cancel_url)$/i;
const tricky =
  /^[\s\\/\u0000]*(?:[\\/]{2,}|\\\/|\/\\|https?:[^/\\]|https?:\/\/[^/?#]{0,80}@|\/%09\/|\/\t\/|[\\/]+[^/\\]{1,60}%2f)/i;

/** CWE-601. Addresses that look local and lead elsewhere: `//host`, `/\host`, `https:host`, `https://ours@host`. */
export default defineDetector({
  id: 'redirect',
  title: 'Open redirect',
  cwe: [601],
  version: 1,
  needs: has.slash | has.backslash | has.colon,
  detect(text, part) {
    if (part.isName || !goingNames.test(part.name)) return undefined;
    const found = tricky.exec(text);
    if (!found || /\s\S/.test(text.trim())) return undefined;
    return { score: 4, offset: 0, length: Math.min(80, text.length), reason: 'an address that only looks local' };
  },
});
