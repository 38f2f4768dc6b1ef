import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/** OWASP API2:2023, CWE-522. RFC 9700, 2.4: the resource owner password grant must not be used. */
export default defineRule({
  id: 'oauth-has-no-password-flow',
  title: 'OAuth password flow is offered',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [522],
  why: 'Every client handles the password of the person, so a single bad client gives it away; a second factor is impossible.',
  remedy: 'Use the authorization code flow with PKCE (RFC 9700).',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'oauth2' || !usesOf(model, scheme.name).length) return;
      const flow = scheme.flows.find(({ kind }) => kind === 'password');
      if (!flow) return;
      report(flow.node, { message: `The scheme "${scheme.name}" lets clients ask people for their password` });
    },
  },
});
