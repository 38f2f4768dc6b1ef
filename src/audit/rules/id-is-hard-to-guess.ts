import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { isAdmin, nameOf } from '../words.js';

/** Whose object it is gets checked: guessing the id leads nowhere. */
function isChecked({ policy }: Operation): boolean {
  return policy.public || policy.owners.length > 0 || policy.tenants.length > 0;
}

/** OWASP API1:2023, CWE-340. */
export default defineRule({
  id: 'id-is-hard-to-guess',
  title: 'Ids of objects can be counted through',
  severity: 'low',
  owasp: ['API1:2023'],
  cwe: [340],
  why: 'Where an owner check is forgotten once, a loop over 1, 2, 3, ... copies all objects; and the newest id tells how many there are.',
  remedy: 'Use random ids (UUID version 4, RFC 9562) in paths, and declare the owner in the policy.',
  mergeFrom: 4,
  whole: ({ count }) => `${count} operations take ids that are whole numbers`,
  visit: {
    parameter({ parameter, operation, schema }, { report }) {
      const { resource } = operation;
      if (parameter.in !== 'path' || resource?.id.name !== parameter.name || schema.type !== 'integer') return;
      if (operation.outgoing || isAdmin(operation) || isChecked(operation) || Array.isArray(schema.enum)) return;
      // A small range is a choice (a day, a page), and no id.
      if (typeof schema.maximum === 'number' && schema.maximum < 1000) return;
      report(parameter.node, {
        key: `integer id ${resource.name}`,
        message: `The id of ${/^[aeiou]/i.test(resource.name) ? 'an' : 'a'} ${resource.name} in ${nameOf(operation)} is a whole number`,
        part: { in: 'path', name: parameter.name },
      });
    },
  },
});
