import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';

/** OWASP API2:2023, CWE-345. OpenID Connect Discovery 1.0, 4.1: the issuer is an absolute https URL. */
export default defineRule({
  id: 'openid-url-is-absolute',
  title: 'Address of the OpenID provider depends on who reads it',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: [345],
  why: 'Resolved against whatever server a client happens to use, the keys that tokens are checked with come from there.',
  remedy: 'Write the whole address: `https://ISSUER/.well-known/openid-configuration`.',
  visit: {
    securityScheme(scheme, { report }) {
      if (scheme.type !== 'openIdConnect' || /^https?:\/\/[^/]/i.test(scheme.url.trim())) return;
      report(below(scheme.node, 'openIdConnectUrl'), {
        message: `The provider of "${scheme.name}" is discovered at "${scheme.url}", which is no absolute address`,
      });
    },
  },
});
