import { defineRule } from '../rule.js';

/** Keys that an algorithm is for: a key serves one kind only (RFC 8725 3.1). */
function keyKind(algorithm: string): string {
  if (/^(RS|PS)/.test(algorithm)) return 'RSA';
  return algorithm.startsWith('Ed') ? 'Edwards curves' : 'elliptic curves';
}

/** A contract that says so of its tokens: in the format, or in the description. */
const saysNone = /\balg(?:orithm)?\b[^.]{0,20}\bnone\b/i;

/** OWASP API2:2023, CWE-347. The schema of the policy refuses `none` and shared secrets. */
export default defineRule({
  id: 'jwt-algorithm-is-pinned',
  title: 'Algorithm of tokens is left open',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: [347],
  why: 'Whoever makes a token chooses among the algorithms, and takes the one for which a key can be made or mixed up.',
  remedy: 'Name the one algorithm that the issuer signs with, such as `algorithms: [ES256]`.',
  visit: {
    model({ schemes }, { report }) {
      for (const [name, scheme] of schemes) {
        if (scheme.kind !== 'jwt') continue;
        const kinds = new Set(scheme.algorithms.map(keyKind));
        if (kinds.size < 2) continue;
        report(
          { file: scheme.node.file, pointer: `${scheme.node.pointer}/algorithms` },
          {
            message: `The scheme "${name}" accepts algorithms of ${kinds.size} kinds of keys: ${scheme.algorithms.join(', ')}`,
          },
        );
      }
    },
    securityScheme(scheme, { report }) {
      const format = scheme.type === 'http' ? (scheme.bearerFormat ?? '') : '';
      if (!saysNone.test(`${format}. ${scheme.description ?? ''}`)) return;
      report(scheme.node, {
        severity: 'critical',
        message: `The contract says of "${scheme.name}" that tokens need no signature`,
      });
    },
  },
});
