import { defineRule } from '../rule.js';
import { lastPathWord, nameOf, wordsOf } from '../words.js';

const change = /^(delete|remove|destroy|purge|reset|create|update|disable|revoke|transfer|approve)\b/;

/** OWASP API8:2023, CWE-650. GET is safe (RFC 9110, 9.2.1). */
export default defineRule({
  id: 'method-is-safe',
  title: 'Read method changes data',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [650],
  why: 'A link, an image or a prefetch on any page makes the browser of a logged-in person do it (CSRF), and caches may repeat it.',
  remedy: 'Use POST, PUT or DELETE.',
  confidence: 'firm',
  onlyHttp: true,
  visit: {
    operation(operation, { report }) {
      if (operation.method !== 'get' || operation.outgoing) return;
      const id = wordsOf(operation.operationId ?? '');
      const last = lastPathWord(operation.path);
      // Both must say so: `GET /updates` lists, and some ids only repeat a generator's habit.
      const verb = change.exec(last)?.[1];
      if (!verb || (id && !change.test(id) && !id.includes(verb))) return;
      report(operation.node, { message: `${nameOf(operation)} is a read by its method and a change by its name` });
    },
  },
});
