import { defineRule } from '../rule.js';
import { clearTextHost } from '../schemes.js';

/** OWASP API2:2023, CWE-319. */
export default defineRule({
  id: 'token-keys-use-tls',
  title: 'Keys of the issuer are fetched without TLS',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [319],
  why: 'Whoever answers in place of the issuer gives keys of their own, and signs tokens for any account.',
  remedy: 'Fetch `jwks` over https, or keep it in a file.',
  needs: 'policy',
  visit: {
    model({ schemes }, { report }) {
      for (const [name, scheme] of schemes) {
        if (scheme.kind !== 'jwt' || !('url' in scheme.jwks) || !clearTextHost(scheme.jwks.url)) continue;
        report(scheme.node, {
          message: `The keys that tokens of "${name}" are checked with come from ${scheme.jwks.url}`,
        });
      }
    },
  },
});
