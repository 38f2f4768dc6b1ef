import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/**
 * OWASP API2:2023, CWE-613. RFC 6749, 6 refreshes at the token address, so this is only a question to the author: asked
 * of contracts that name a `refreshUrl` for another flow, or a scope for refreshing.
 */
export default defineRule({
  id: 'oauth-refresh-url-is-known',
  title: 'Where tokens are renewed is not said',
  severity: 'info',
  owasp: ['API2:2023'],
  cwe: [613],
  why: 'Clients that cannot renew tokens ask for long ones, and a stolen token works as long.',
  remedy: 'Set `refreshUrl` for the flow.',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'oauth2' || !usesOf(model, scheme.name).length) return;
      const refreshes = scheme.flows.some(
        (flow) => flow.refreshUrl !== undefined || flow.scopes.some((scope) => /offline|refresh/i.test(scope)),
      );
      const flow = scheme.flows.find(
        ({ kind, refreshUrl }) =>
          (kind === 'authorizationCode' || kind === 'deviceAuthorization') && refreshUrl === undefined,
      );
      if (!refreshes || !flow) return;
      report(flow.node, {
        message: `The scheme "${scheme.name}" grants tokens that can be renewed, and its ${flow.kind} flow does not say where`,
      });
    },
  },
});
