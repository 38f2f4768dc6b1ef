import { isFields, nodeBelow } from '../../model/pointer.js';
import { defineRule } from '../rule.js';
import { fewOperations } from '../words.js';

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
    schema({ node, direction, root, name, operations }, { model, report }) {
      const { type, maxItems, enum: values, items } = node.value;
      if (direction !== 'in' || (type !== 'array' && !(Array.isArray(type) && type.includes('array')))) return;
      if (maxItems !== undefined || Array.isArray(values) || node.value.const !== undefined) return;
      // A list in the URL cannot become long: servers bound the URL.
      if (root.kind !== 'body' || items === undefined) return;
      // A list of fixed words is rarely worked on word by word.
      const element = isFields(items) ? model.resolve(nodeBelow(node, 'items'))?.value : undefined;
      const isOfWords = isFields(element) && Array.isArray(element.enum);
      const callers = operations().filter(({ outgoing }) => !outgoing);
      report(node, {
        operations: callers,
        ...(isOfWords ? { severity: 'low' as const } : {}),
        message: `The list ${name ? `"${name}" ` : ''}in ${fewOperations(callers)} has no \`maxItems\``,
      });
    },
  },
});
