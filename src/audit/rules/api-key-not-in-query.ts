import { below } from '../../model/pointer.js';
import { defineRule } from '../rule.js';
import { usesOf } from '../schemes.js';

/** OWASP API2:2023, CWE-598. Keys in URLs end up where URLs end up. */
export default defineRule({
  id: 'api-key-not-in-query',
  title: 'API key is sent in the URL',
  severity: 'high',
  owasp: ['API2:2023'],
  cwe: [598],
  why: 'URLs are written to access logs, proxies, browser histories and Referer headers: whoever reads those has the key.',
  remedy: 'Send the key in a header field.',
  visit: {
    securityScheme(scheme, { model, report }) {
      if (scheme.type !== 'apiKey' || scheme.in !== 'query') return;
      const operations = usesOf(model, scheme.name);
      if (!operations.length) return;
      report(scheme.node, {
        operations,
        fix: { narrows: true, changes: [{ op: 'replace', node: below(scheme.node, 'in'), value: 'header' }] },
        message: `The scheme "${scheme.name}" puts the API key into the query parameter "${scheme.parameter}"`,
      });
    },
  },
});
