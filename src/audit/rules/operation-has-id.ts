import { below } from '../../model/pointer.js';
import type { ApiModel, Operation } from '../../model/types.js';
import { defineRule, type Fix } from '../rule.js';
import { nameOf, wordsOf } from '../words.js';

/** `getOrdersByOrderId` for `GET /orders/{orderId}`. */
function nameFor({ method, path }: Operation): string {
  const words = path
    .split('/')
    .filter(Boolean)
    .flatMap((segment) => (segment.includes('{') ? `by ${wordsOf(segment)}` : wordsOf(segment)).split(' '));
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Name -> how many operations have it, or would get it. */
const remembered = new WeakMap<ApiModel, ReadonlyMap<string, number>>();

function takenNames(model: ApiModel): ReadonlyMap<string, number> {
  const known = remembered.get(model);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const operation of model.operations.values()) {
    const name = operation.operationId ?? nameFor(operation);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  remembered.set(model, counts);
  return counts;
}

function fixOf(operation: Operation, model: ApiModel): Fix | undefined {
  const value = nameFor(operation);
  // Two operations of one name would be worse than none.
  if (takenNames(model).get(value) !== 1) return undefined;
  return { changes: [{ op: 'add', node: below(operation.node, 'operationId'), value }] };
}

/** OWASP API9:2023, CWE-1059. */
export default defineRule({
  id: 'operation-has-id',
  title: 'Operation has no name',
  severity: 'low',
  owasp: ['API9:2023'],
  cwe: [1059],
  why: 'Policies, logs and findings that go by path stop to fit when the path is renamed, and nobody notices what is open then.',
  remedy: 'Give the operation an `operationId`.',
  mergeFrom: 4,
  whole: ({ count, of }) => `${count} of ${of} operations have no \`operationId\``,
  onlyHttp: true,
  visit: {
    operation(operation, { model, report }) {
      if (operation.outgoing || operation.operationId !== undefined) return;
      const fix = fixOf(operation, model);
      report(operation.node, { message: `${nameOf(operation)} has no \`operationId\``, ...(fix ? { fix } : {}) });
    },
  },
});
