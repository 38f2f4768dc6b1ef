import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { meaningPath, nameOf, pathWords } from '../words.js';

/** Whatever stands before it. */
const anywhere =
  /^(debug|graphiql|playground|phpinfo( php)?|heapdump|heap dump|thread dump|pprof|h2 console|adminer|phpmyadmin|elmah axd|trace axd|server status|env|dot env)$/;

/** Names of features too, unless they come first. */
const first = /^(actuator|jolokia|dev ?tools)$/;
const version = /^(api|v\d+.*|rest)$/;

/** Prometheus and the like: one path at the root that answers with text. A feature of that name has more of both. */
function isMetrics(operation: Operation, words: readonly string[]): boolean {
  if (operation.method !== 'get' || words.join(' ') !== 'metrics' || operation.path.includes('{')) return false;
  return operation.responses.every(({ content }) => content.every(({ mediaType }) => mediaType.startsWith('text/')));
}

function isDebugging(operation: Operation): boolean {
  const words = pathWords(meaningPath(operation)).filter((word) => !version.test(word));
  if (/^(health|info)$/.test(words.at(-1) ?? '')) return false;
  return words.some((word) => anywhere.test(word)) || first.test(words[0] ?? '') || isMetrics(operation, words);
}

/** The policy keeps it to those who run the API. */
function isRestricted({ policy: { roles } }: Operation): boolean {
  return Array.isArray(roles) && roles.every((role) => /admin|oper|monitor|ops/i.test(role));
}

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
      if (operation.outgoing || !isDebugging(operation) || isRestricted(operation)) return;
      report(operation.node, {
        severity: operation.security.requiresCredential ? 'medium' : 'high',
        message: `${nameOf(operation)} is there for debugging`,
        patch: { guard: 'roles', set: { roles: [] } },
      });
    },
  },
});
