import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/** OWASP API2:2023, CWE-522. RFC 9700, 2.1.2: clients should not use the implicit grant. */
export default defineRule({
  id: 'oauth-has-no-implicit-flow',
  title: 'OAuth implicit flow is offered',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [522],
  why: 'The token travels in the redirect URL: browser history, Referer and any script of the page can take it.',
  remedy: 'Use the authorization code flow with PKCE (RFC 9700).',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'oauth2' || !usesOf(model, scheme.name).length) return;
      const flow = scheme.flows.find(({ kind }) => kind === 'implicit');
      if (!flow) return;
      report(flow.node, { message: `The scheme "${scheme.name}" hands out tokens by the implicit flow` });
    },
  },
});
