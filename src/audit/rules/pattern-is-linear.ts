import { isExponential } from '../regex-ambiguity.js';
import { defineRule } from '../rule.js';

/** OWASP API4:2023, CWE-1333. */
export default defineRule({
  id: 'pattern-is-linear',
  title: 'Pattern can be made to run for ever',
  severity: 'high',
  owasp: ['API4:2023'],
  cwe: [1333],
  why: 'A text of thirty characters keeps a backtracking engine busy for minutes: one call stops the process that validates it.',
  remedy: 'Rewrite the pattern so that only one way leads through its loops, and set `maxLength`.',
  visit: {
    schema({ node, direction, name, operations }, { report }) {
      const { pattern, maxLength } = node.value;
      if (direction !== 'in' || typeof pattern !== 'string' || !isExponential(pattern)) return;
      if (typeof maxLength === 'number' && maxLength <= 20) return;
      const callers = operations().filter(({ outgoing }) => !outgoing);
      if (!callers.length) return;
      report(
        { file: node.file, pointer: `${node.pointer}/pattern` },
        {
          operations: callers,
          message: `The pattern of ${name ? `"${name}"` : 'a value'} takes exponential time on some texts: ${pattern}`,
        },
      );
    },
  },
});
