import { below } from '../../model/pointer.js';
import type { ApiModel, SecurityScheme } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/** What the tokens are, where somebody says so: the policy, or the description. */
function knownFormat({ schemes }: ApiModel, { name, description = '' }: SecurityScheme): string | undefined {
  if (schemes.get(name)?.kind === 'jwt' || /\b(JWTs?|JSON Web Tokens?)\b/.test(`${name} ${description}`)) return 'JWT';
  return /\bopaque\b/i.test(description) ? 'opaque' : undefined;
}

/** OWASP API2:2023, CWE-1059. */
export default defineRule({
  id: 'bearer-format-is-stated',
  title: 'What a bearer token is, is not said',
  severity: 'info',
  owasp: ['API2:2023'],
  cwe: [1059],
  why: 'Whoever writes a client or a gateway cannot know what has to be checked: signature and expiry, or a look-up.',
  remedy: 'Set `bearerFormat`, such as `JWT` or `opaque`.',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'http' || scheme.scheme !== 'bearer' || scheme.bearerFormat) return;
      if (!usesOf(model, scheme.name).length) return;
      const value = knownFormat(model, scheme);
      report(scheme.node, {
        message: `The scheme "${scheme.name}" does not say what its tokens are`,
        ...(value ? { fix: { changes: [{ op: 'add', node: below(scheme.node, 'bearerFormat'), value }] } } : {}),
      });
    },
  },
});
