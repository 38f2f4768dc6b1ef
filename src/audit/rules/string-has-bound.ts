import { below } from '../../model/pointer.js';
import { bodyPointer, isConstrained } from '../answers.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

/** Formats with a length of their own (RFC 3339, RFC 9562, RFC 791, RFC 4291). */
const bounded = new Set(['date', 'date-time', 'time', 'uuid', 'ipv4', 'ipv6', 'binary', 'byte', 'duration']);

/** Some pages of text. */
const maxLengthOfFix = 10_000;

function boundBy(pointer: string | undefined) {
  if (pointer === undefined) return {};
  const constraints = [{ in: 'body', pointer, schema: { maxLength: maxLengthOfFix } }];
  return { patch: { guard: 'constraints', set: { constraints } } };
}

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'string-has-bound',
  title: 'Text in a request has no maximum length',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'Long texts cost memory and time wherever they are parsed, matched and stored.',
  remedy: 'Set `maxLength`, `enum` or a closed `pattern` in the contract.',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} texts in the requests of ${count} operation${count === 1 ? '' : 's'} have no \`maxLength\``,
  visit: {
    schema(visit, { model, report, hasPolicy }) {
      const { node, direction, root, name, operations } = visit;
      const { type, maxLength, pattern, format, enum: values } = node.value;
      if (direction !== 'in' || type !== 'string' || maxLength !== undefined || Array.isArray(values)) return;
      if (node.value.const !== undefined || pattern !== undefined || bounded.has(String(format))) return;
      if (root.kind !== 'body') return;
      const pointer = bodyPointer(model, visit);
      const callers = operations().filter((one) => !one.outgoing && !isConstrained(one, pointer, 'maxLength'));
      if (!callers.length) return;
      report(node, {
        operations: callers,
        covered: hasPolicy && callers.every(({ policy }) => policy.mode === 'enforce'),
        ...boundBy(pointer),
        fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'maxLength'), value: maxLengthOfFix }] },
        message: `The text ${name ? `"${name}" ` : ''}in ${fewOperations(callers)} has no \`maxLength\``,
      });
    },
  },
});
