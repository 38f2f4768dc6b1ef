import { below, isFields, nodeBelow } from '../../model/pointer.js';
import { bodyPointer, isConstrained } from '../answers.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

/** More than these are hardly typed or clicked by a person. */
const maxItemsOfFix = 1000;

function boundBy(pointer: string | undefined) {
  if (pointer === undefined) return {};
  const constraints = [{ in: 'body', pointer, schema: { maxItems: maxItemsOfFix } }];
  return { patch: { guard: 'constraints', set: { constraints } } };
}

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'array-has-bound',
  title: 'List in a request has no maximum length',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'One call can carry a hundred thousand items, each of which the server works on.',
  remedy: 'Set `maxItems` in the contract, or a `constraints` entry in the policy.',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} lists in the requests of ${count} operation${count === 1 ? '' : 's'} have no \`maxItems\``,
  visit: {
    schema(visit, { model, report }) {
      const { node, direction, root, name, operations } = visit;
      const { type, maxItems, enum: values, items } = node.value;
      if (direction !== 'in' || (type !== 'array' && !(Array.isArray(type) && type.includes('array')))) return;
      if (maxItems !== undefined || Array.isArray(values) || node.value.const !== undefined) return;
      // A list in the URL cannot become long: servers bound the URL.
      if (root.kind !== 'body' || items === undefined) return;
      // A list of fixed words is rarely worked on word by word.
      const element = isFields(items) ? model.resolve(nodeBelow(node, 'items'))?.value : undefined;
      const isOfWords = isFields(element) && Array.isArray(element.enum);
      const pointer = bodyPointer(model, visit);
      const callers = operations().filter((one) => !one.outgoing && !isConstrained(one, pointer, 'maxItems'));
      if (!callers.length) return;
      report(node, {
        operations: callers,
        ...(isOfWords ? { severity: 'low' as const } : {}),
        ...boundBy(pointer),
        fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'maxItems'), value: maxItemsOfFix }] },
        message: `The list ${name ? `"${name}" ` : ''}in ${fewOperations(callers)} has no \`maxItems\``,
      });
    },
  },
});
