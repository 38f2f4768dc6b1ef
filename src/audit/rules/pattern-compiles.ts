import { defineRule } from '../rule.js';

function compiles(pattern: string, flags: string): boolean {
  try {
    return Boolean(new RegExp(pattern, flags));
  } catch {
    return false;
  }
}

/** Anchors of other languages, which match the letters `A` and `Z` here (ECMA-262, Annex B.1.2). */
const foreignAnchor = /(?:^|[^\\])(?:\\\\)*\\[AZz]/;

function fault(pattern: string): string | undefined {
  if (!compiles(pattern, 'u') && !compiles(pattern, '')) return 'is not a regular expression of ECMA-262';
  if (foreignAnchor.test(pattern)) return 'uses \\A or \\Z, which match the letters A and Z and anchor nothing';
  return undefined;
}

/** OWASP API8:2023, CWE-1286. JSON Schema patterns are ECMA-262 (2020-12 core, 6.4). */
export default defineRule({
  id: 'pattern-compiles',
  title: 'Pattern does not compile',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [1286],
  why: 'Validators drop a pattern that they cannot read, and the value goes through unchecked.',
  remedy: 'Write it in the syntax of ECMA-262: no inline flags, `^` and `$` as anchors.',
  visit: {
    schema({ node, direction, name, operations }, { report }) {
      const { pattern } = node.value;
      if (direction !== 'in' || typeof pattern !== 'string') return;
      const said = fault(pattern);
      const callers = said ? operations().filter(({ outgoing }) => !outgoing) : [];
      if (!said || !callers.length) return;
      report(
        { file: node.file, pointer: `${node.pointer}/pattern` },
        { operations: callers, message: `The pattern of ${name ? `"${name}"` : 'a value'} ${said}` },
      );
    },
  },
});
