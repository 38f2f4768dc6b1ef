import { has } from '../characters.js';
import { defineDetector, worse, type Hit } from '../detector.js';
import { definePatterns, worstMatch } from '../patterns.js';

const patterns = definePatterns([
  {
    pattern:
      /(?:document\.cookie\s{0,3}=(?!=)|http-equiv\s{0,3}=\s{0,3}["']?set-cookie|;\s{0,3}(?:expires|domain|path)\s{0,3}=[^;]{1,60};)/i,
    score: 4,
    reason: 'a cookie that is set',
    needs: has.equals,
  },
]);

/** What frameworks call their session cookies: a link or a form that carries one fixes the session of who follows it. */
const sessionName =
  /^(?:jsessionid|phpsess(?:id|ion)|aspsessionid\w{0,20}|asp\.net_sessionid|jservsession|jwsession|weblogicsession|cfid|cftoken|cfsid|cakephp|laravel_session|connect\.sid|sails\.sid|koa[.:]sess(?:\.sig)?|rack\.session|play_session|ci_session|_?(?:flask|rails)_session|_session_id|zend_session_id|meteor_login_token|shiny-token|(?:__(?:host|secure)-)?next-auth\.session-token)$/i;

function fixed(text: string): Hit {
  return { score: 4, offset: 0, length: text.length, reason: 'the name of a session where no session is sent' };
}

/** NUL, which no text has, and the control characters that are no white space. */
function controlIn(text: string): Hit | undefined {
  let other: Hit | undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 31) continue;
    if (code === 0) return { score: 4, offset: i, length: 1, reason: 'a NUL character' };
    if (code !== 9 && code !== 10 && code !== 12 && code !== 13) {
      other ??= { score: 3, offset: i, length: 1, reason: 'a control character' };
    }
  }
  return other;
}

/** Half of a surrogate pair (U+D800 to U+DFFF) without the other half. */
function halfIn(text: string): Hit | undefined {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) {
      return { score: 4, offset: i, length: 1, reason: 'half a surrogate pair' };
    }
    i++;
  }
  return undefined;
}

/** CWE-20, CWE-384. Characters that no text has, and fixed sessions. */
export default defineDetector({
  id: 'protocol',
  title: 'Malformed text',
  cwe: [20, 384],
  version: 1,
  needs: has.control | has.nonAscii | has.equals | has.lower | has.upper,
  detect(text, { in: place, isName }, classes = -1) {
    if (place === 'file') return undefined;
    if (isName && place !== 'cookie' && sessionName.test(text)) return fixed(text);
    const control = classes & has.control ? controlIn(text) : undefined;
    const half = classes & has.nonAscii ? halfIn(text) : undefined;
    return worse(worse(control, half), worstMatch(text, patterns, classes));
  },
});
