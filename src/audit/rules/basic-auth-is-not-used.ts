import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/** OWASP API2:2023, CWE-522. Basic authentication (RFC 7617) sends the password itself with every call. */
export default defineRule({
  id: 'basic-auth-is-not-used',
  title: 'Password is sent with every call',
  severity: 'medium',
  owasp: ['API2:2023'],
  cwe: [522],
  why: 'Every log, proxy or bug that shows one request shows a password that never expires by itself.',
  remedy: 'Use short-lived bearer tokens (OAuth 2.0), or API keys that can be revoked one by one.',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'http' || scheme.scheme.toLowerCase() !== 'basic') return;
      const operations = usesOf(model, scheme.name);
      if (!operations.length) return;
      const alone = operations.filter(({ security }) =>
        security.alternatives.every((all) => all.length > 0 && all.every((one) => one.scheme === scheme.name)),
      );
      const message = `${operations.length} operation${operations.length === 1 ? '' : 's'} take a password by the Basic scheme "${scheme.name}"`;
      report(scheme.node, { operations, message: alone.length ? message : `${message}, beside other schemes` });
    },
  },
});
