import { has } from '../characters.js';
import { defineDetector, worse, type Hit } from '../detector.js';
import { inTags, isScriptUrl } from '../markup/tags.js';
import { scriptCode } from '../markup/scripts.js';

/** `javascript:` where an address may stand: at the start, after `=`, `(`, `"` or a blank before code. */
function scriptAddress(text: string): Hit | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  if (isScriptUrl(text, 0)) {
    const rest = text.slice(colon + 1, colon + 200);
    const isCode = /[(`=[]|\/\/|%[0-9a-f]{2}|&#|\\[ux]|;/i.test(rest) || !/\s\S+\s/.test(rest);
    return isCode ? { score: 5, offset: 0, length: colon + 1, reason: 'a script address' } : undefined;
  }
  const inside = /["'(=\s](?:javascript|vbscript|livescript)\s{0,5}:\s{0,5}[^\s].{0,60}?[(`=]/i.exec(text);
  return inside ? { score: 4, offset: inside.index, length: inside[0].length, reason: 'a script address' } : undefined;
}

const pieces = /<\/?[a-z]{0,10}\/?>/gi;

/** `o<x>nfocus`: tags that a clumsy filter takes out, and so puts the rest together. */
function withoutPieces(text: string): string {
  return text.includes('<') && text.includes('>') ? text.replace(pieces, '') : text;
}

function inText(text: string, classes: number): Hit | undefined {
  const tag = text.includes('<') ? inTags(text) : undefined;
  if (tag?.score === 5) return tag;
  return worse(worse(tag, scriptAddress(text)), scriptCode(text, classes));
}

/** CWE-79. Tags and attributes as browsers read them, ways out of attributes and scripts, script addresses. */
export default defineDetector({
  id: 'xss',
  title: 'Cross-site scripting',
  cwe: [79],
  version: 2,
  needs:
    has.angle |
    has.quote |
    has.doubleQuote |
    has.backtick |
    has.paren |
    has.colon |
    has.equals |
    has.bracket |
    has.nonAscii |
    has.star |
    has.plus,
  detect(text, _part, classes = -1) {
    const hit = inText(text, classes);
    if (hit?.score === 5) return hit;
    const joined = withoutPieces(text);
    return joined === text ? hit : worse(hit, scriptCode(joined, classes));
  },
});
