import { below, isFields } from '../../model/pointer.js';
import { defineRule, type SchemaObject } from '../rule.js';
import { fewOperations } from '../words.js';

/** Keys of more than these are hardly a form that somebody filled in. */
const maxKeys = 1000;

/** An object whose keys the caller invents. */
function isMap({ properties, additionalProperties, patternProperties }: SchemaObject): boolean {
  if (isFields(properties) && Object.keys(properties).length) return false;
  return additionalProperties === true || isFields(additionalProperties) || isFields(patternProperties);
}

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'map-has-bound',
  title: 'Map in a request has no maximum number of keys',
  severity: 'low',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'One call can carry a hundred thousand keys, which are stored, indexed and sent back with every later answer.',
  remedy: 'Set `maxProperties` in the contract.',
  mergeFrom: 4,
  whole: ({ places, count }) =>
    `${places} maps in the requests of ${count} operation${count === 1 ? '' : 's'} have no \`maxProperties\``,
  visit: {
    schema({ node, direction, root, name, operations }, { report }) {
      if (direction !== 'in' || root.kind !== 'body' || !isMap(node.value) || node.value.maxProperties !== undefined)
        return;
      const callers = operations().filter(({ outgoing }) => !outgoing);
      if (!callers.length) return;
      report(node, {
        operations: callers,
        message: `The map ${name ? `"${name}" ` : ''}in ${fewOperations(callers)} has no \`maxProperties\``,
        fix: { narrows: true, changes: [{ op: 'add', node: below(node, 'maxProperties'), value: maxKeys }] },
      });
    },
  },
});
