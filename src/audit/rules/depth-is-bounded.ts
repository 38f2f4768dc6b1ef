import { defineRule } from '../rule.js';
import { schemaGraph } from '../schema-graph.js';
import { fewOperations } from '../words.js';

/** OWASP API4:2023, CWE-674. OpenAPI has no keyword for depth: the gateway's own bound is the answer. */
export default defineRule({
  id: 'depth-is-bounded',
  title: 'Request may be nested without end',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: [674],
  why: 'A few kilobytes nested ten thousand levels deep exhaust the stack of parsers, validators and queries built from them.',
  remedy:
    'Refuse deep bodies in front of the API (the gateway does from 32 levels on), or name the levels in the contract.',
  visit: {
    schema({ node, direction, root, operations }, { model, report, hasPolicy }) {
      if (direction !== 'in' || root.kind !== 'body') return;
      const circle = schemaGraph(model).recursive.get(node.value);
      if (circle === undefined) return;
      const callers = operations().filter(({ outgoing }) => !outgoing);
      if (!callers.length) return;
      report(node, {
        key: `depth ${circle}`,
        operations: callers,
        covered: hasPolicy && callers.every(({ policy }) => policy.mode === 'enforce'),
        message: `"${circle}" in the body of ${fewOperations(callers)} may hold itself at any depth`,
      });
    },
  },
});
