import { has } from '../characters.js';
import { defineDetector } from '../detector.js';
import { worstMatch, type Pattern } from '../patterns.js';

const patterns: readonly Pattern[] = [
  { pattern: /\u0000/, score: 4, reason: 'a NUL character' },
  {
    pattern: /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    score: 4,
    reason: 'half a surrogate pair',
  },
  { pattern: /[\u0001-\u0008\u000b\u000e-\u001f]/, score: 3, reason: 'a control character' },
  {
    pattern:
      /(?:document\.cookie\s{0,3}=|http-equiv\s{0,3}=\s{0,3}["']?set-cookie|;\s{0,3}(?:expires|domain|path)\s{0,3}=[^;]{1,60};)/i,
    score: 4,
    reason: 'a cookie that is set',
  },
];

/** CWE-20, CWE-384. Characters that no text has, and fixed sessions. */
export default defineDetector({
  id: 'protocol',
  title: 'Malformed text',
  cwe: [20, 384],
  version: 1,
  needs: has.control | has.nonAscii | has.equals,
  detect: (text, part) => (part.in === 'file' ? undefined : worstMatch(text, patterns)),
});
