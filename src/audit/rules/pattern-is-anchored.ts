import { below } from '../../model/pointer.js';
import { alternativesOf, isSearchByDesign, wholeGroup } from '../regex-anchors.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

/** How a pattern can be passed by text that it was not meant for; undefined where it holds the whole text. */
function gapOf(pattern: string): 'anywhere' | 'start' | 'end' | 'part' | undefined {
  const alternatives = alternativesOf(pattern);
  const starts = alternatives.filter((one) => one.startsWith('^')).length;
  const ends = alternatives.filter((one) => /(^|[^\\])(\\\\)*\$$/.test(one)).length;
  if (starts === alternatives.length && ends === alternatives.length) return undefined;
  if (alternatives.length === 1) {
    const inner = wholeGroup(alternatives[0]!);
    if (inner !== undefined) return gapOf(inner);
  }
  if (!starts && !ends) return 'anywhere';
  if (alternatives.length > 1) return 'part';
  return ends ? 'start' : 'end';
}

function compiles(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern));
  } catch {
    return false;
  }
}

const said = {
  anywhere: 'is looked for anywhere in the text: what stands before and after it is not checked',
  start: 'has no `^`: whatever stands before it is not checked',
  end: 'has no `$`: whatever follows is not checked',
  part: 'has anchors that hold for some of its alternatives only',
} as const;

/** Without the anchor that it has at its one side. */
function bare(pattern: string): string {
  const inner = pattern.startsWith('^') ? pattern.slice(1) : pattern;
  return /(^|[^\\])(\\\\)*\$$/.test(inner) ? inner.slice(0, -1) : inner;
}

/** OWASP API8:2023, CWE-777. A pattern of JSON Schema matches anywhere in the text (2020-12 validation, 6.3.3). */
export default defineRule({
  id: 'pattern-is-anchored',
  title: 'Pattern checks only a part of the text',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [777],
  why: 'Text around the part that matches goes through unchecked: a valid beginning is enough to carry an attack behind it.',
  remedy: 'Write `^(...)$` around the pattern.',
  mergeFrom: 6,
  whole: ({ places, count }) =>
    `${places} patterns in the requests of ${count} operation${count === 1 ? '' : 's'} check only a part of the text`,
  visit: {
    schema({ node, direction, name, operations }, { report }) {
      const { pattern, enum: values } = node.value;
      if (direction !== 'in' || typeof pattern !== 'string' || Array.isArray(values) || isSearchByDesign(pattern))
        return;
      // What does not compile checks nothing at all: `pattern-compiles` says so.
      const gap = compiles(pattern) ? gapOf(pattern) : undefined;
      const callers = gap ? operations().filter(({ outgoing }) => !outgoing) : [];
      if (!gap || !callers.length) return;
      const at = below(node, 'pattern');
      report(at, {
        // A prefix alone is often what was meant.
        severity: gap === 'end' ? 'low' : 'medium',
        operations: callers,
        message: `The pattern of ${name ? `"${name}"` : 'a value'} in ${fewOperations(callers)} ${said[gap]}`,
        ...(gap === 'part'
          ? {}
          : { fix: { changes: [{ op: 'replace', node: at, value: `^(?:${bare(pattern)})$` }], narrows: true } }),
      });
    },
  },
});
