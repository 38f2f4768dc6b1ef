import { below } from '../../model/pointer.js';
import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** OWASP API9:2023, CWE-694. */
export default defineRule({
  id: 'operation-id-is-unique',
  title: 'Two operations have one operationId',
  severity: 'medium',
  owasp: ['API9:2023'],
  cwe: [694],
  why: 'A policy, test or suppression that names the operation holds for the wrong one.',
  remedy: 'Give each operation an `operationId` of its own.',
  visit: {
    model({ operations }, { report }) {
      const first = new Map<string, Operation>();
      for (const operation of operations.values()) {
        const { operationId } = operation;
        if (operationId === undefined) continue;
        const other = first.get(operationId);
        if (!other) first.set(operationId, operation);
        else {
          report(below(operation.node, 'operationId'), {
            key: `operationId ${operationId}`,
            operations: [other, operation],
            message: `${nameOf(other)} and ${nameOf(operation)} are both called "${operationId}"`,
          });
        }
      }
    },
  },
});
