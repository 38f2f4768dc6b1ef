import { defineRule } from '../rule.js';
import { nameOf, pathWords } from '../words.js';

/** Whatever stands before it. */
const anywhere =
  /^(debug|graphiql|playground|phpinfo( php)?|heapdump|heap dump|thread dump|pprof|h2 console|adminer|phpmyadmin|elmah axd|trace axd|server status|env|dot env)$/;

/** Names of features too, unless they come first. */
const first = /^(actuator|metrics|console|jolokia|internal debug|test|dev tools|devtools)$/;
const version = /^(api|v\d+.*|rest)$/;

/** OWASP API9:2023, CWE-489. */
export default defineRule({
  id: 'debug-operation-is-absent',
  title: 'Debugging operation is part of the API',
  severity: 'high',
  owasp: ['API9:2023'],
  cwe: [489],
  why: 'Such operations show configuration, memory and internals, or run what they are told.',
  remedy: 'Serve it on a port that callers cannot reach, or restrict it to a role in the policy.',
  confidence: 'firm',
  visit: {
    operation(operation, { report }) {
      if (operation.outgoing) return;
      const words = pathWords(operation.path);
      const begin = words.find((word) => !version.test(word)) ?? '';
      const isHealth = /^(health|info)$/.test(words.at(-1) ?? '');
      if (isHealth || (!words.some((word) => anywhere.test(word)) && !first.test(begin))) return;
      if (
        Array.isArray(operation.policy.roles) &&
        operation.policy.roles.every((role) => /admin|oper|monitor|ops/i.test(role))
      )
        return;
      report(operation.node, {
        severity: operation.security.requiresCredential ? 'medium' : 'high',
        message: `${nameOf(operation)} is there for debugging`,
        patch: { guard: 'roles', set: { roles: [] } },
      });
    },
  },
});
