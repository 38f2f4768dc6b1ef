import type { NodeRef, OauthFlow } from '../../model/types.js';
import { below } from '../../model/pointer.js';
import { defineRule, type Fix } from '../rule.js';
import { clearTextHost } from '../schemes.js';

const urlsOf = (flow: OauthFlow) =>
  [
    ['authorizationUrl', flow.authorizationUrl],
    ['tokenUrl', flow.tokenUrl],
    ['refreshUrl', flow.refreshUrl],
  ] as const;

function withTls(node: NodeRef, url: string): { readonly fix: Fix } {
  return { fix: { changes: [{ op: 'replace', node, value: url.trim().replace(/^http:/i, 'https:') }] } };
}

/** OWASP API2:2023, CWE-319. RFC 6749, 3.1 and 3.2 require TLS. */
export default defineRule({
  id: 'oauth-urls-use-tls',
  title: 'Tokens are fetched without TLS',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [319],
  why: 'Whoever is on the way reads codes, passwords and tokens, or answers in place of the server.',
  remedy: 'Use https for every OAuth and OpenID Connect address.',
  visit: {
    securityScheme(scheme, { report }) {
      if (scheme.type === 'openIdConnect' && clearTextHost(scheme.url)) {
        report(below(scheme.node, 'openIdConnectUrl'), {
          message: `The scheme "${scheme.name}" discovers its keys over ${scheme.url}`,
          ...withTls(below(scheme.node, 'openIdConnectUrl'), scheme.url),
        });
      }
      if (scheme.type !== 'oauth2') return;
      for (const flow of scheme.flows) {
        for (const [name, url] of urlsOf(flow)) {
          if (!url || !clearTextHost(url)) continue;
          report(below(flow.node, name), {
            ...withTls(below(flow.node, name), url),
            message: `The ${name} of the scheme "${scheme.name}" is not https: ${url}`,
          });
        }
      }
    },
  },
});
