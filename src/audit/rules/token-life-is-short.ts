import { defineRule } from '../rule.js';

/** Seconds of clocks that differ; more is a longer life. */
const mostToleranceSeconds = 60;
/** Seconds for which a revoked key of the issuer may go on. */
const mostKeyCacheSeconds = 3600;

/** OWASP API2:2023, CWE-613. How long a token lives is the issuer's; what is added to it is the policy's. */
export default defineRule({
  id: 'token-life-is-short',
  title: 'Tokens are accepted for longer than they live',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: [613],
  why: 'A token that was stolen or taken back goes on working for that long.',
  remedy: 'Keep clocks in time and set `clockToleranceSeconds` to 5; fetch keys at least once an hour.',
  needs: 'policy',
  visit: {
    model({ schemes }, { report }) {
      for (const [name, scheme] of schemes) {
        if (scheme.kind !== 'jwt' && scheme.kind !== 'introspection') continue;
        const { node, clockToleranceSeconds } = scheme;
        if (clockToleranceSeconds > mostToleranceSeconds) {
          const at = { file: node.file, pointer: `${node.pointer}/clockToleranceSeconds` };
          report(at, { message: `The scheme "${name}" accepts tokens ${clockToleranceSeconds} s after their end` });
        }
        if (scheme.kind !== 'jwt' || !('cacheSeconds' in scheme.jwks)) continue;
        const { cacheSeconds } = scheme.jwks;
        if (cacheSeconds <= mostKeyCacheSeconds) continue;
        const at = { file: node.file, pointer: `${node.pointer}/jwks/cacheSeconds` };
        report(at, {
          message: `The scheme "${name}" goes on with a withdrawn key of the issuer for up to ${cacheSeconds} s`,
        });
      }
    },
  },
});
