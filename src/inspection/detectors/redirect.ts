import { has } from '../characters.js';
import { defineDetector } from '../detector.js';

const goingNames =
  /(?:^|[_.-])(?:next|return(?:[_-]?(?:to|url|uri|path))?|redirect(?:[_-]?(?:to|url|uri))?|redir|dest|destination|continue|goto|target|rurl|forward|callback|out|to|url|uri|link|view|page|success_url|cancel_url)$/i;
/** `[^!-\uffff]` is a blank or a control character. Two slashes as browsers read them, which skip tabs and line breaks between, and a host behind. */
const otherHost =
  /^[^!-\uffff]*[\\/][^!-\uffff]*[\\/][\\/\s]*(?:%09)?(?:\[[0-9a-f]*:|\d+(?:$|[/?#:\\])|localhost\b|[^\s\\/[\]()<>?#]*[.%@:\u3002])/i;
const oddScheme = /^[^!-\uffff]*(?:https?:[^/\\\s]|https?:\/\/[^/?#\s]{0,80}@|(?:javascript|vbscript|data):\S)/i;
const encodedSlash = /^[^!-\uffff]*[\\/](?:%09|%5c|%2f)/i;

/** CWE-601. Addresses that look local and lead elsewhere: `//host`, `/\host`, `https:host`, `https://ours@host`. */
export default defineDetector({
  id: 'redirect',
  title: 'Open redirect',
  cwe: [601],
  version: 1,
  needs: has.slash | has.backslash | has.colon,
  detect(text, part) {
    if (part.isName || !goingNames.test(part.name)) return undefined;
    const isTricky = otherHost.test(text) || oddScheme.test(text) || encodedSlash.test(text);
    if (!isTricky || / \S/.test(text.trim())) return undefined;
    return { score: 4, offset: 0, length: Math.min(80, text.length), reason: 'an address that only looks local' };
  },
});
