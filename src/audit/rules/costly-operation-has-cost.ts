import type { Operation } from '../../model/types.js';
import { defineRule } from '../rule.js';
import { lastPathWord, meaningPath, nameOf, wordsOf } from '../words.js';

/** What takes the server long by its nature, at the end of a path or the beginning of a name. */
const costly =
  /^(export|search|report|reports|bulk|batch|import|imports|generate|render|pdf|csv|archive|dump|analytics|statistics|aggregate|convert|recalculate|reindex|rebuild|sync|scan)\b|\b(export|pdf|csv|report|search)$/;

function isCostly(operation: Operation): boolean {
  if (operation.outgoing || operation.method === 'delete') return false;
  const last = lastPathWord(meaningPath(operation));
  // `GET /reports/{id}` shows one that is there.
  const isItem = operation.path.endsWith('}');
  return (
    (!isItem && costly.test(last)) ||
    /^(export|generate|render|bulk|import)\b/.test(wordsOf(operation.operationId ?? ''))
  );
}

/** It has a limit of its own, or counts for more than one call. */
function hasOwnPrice({ policy }: Operation): boolean {
  const isOwn = policy.origins.rateLimits?.pointer.startsWith('/operations/') ?? false;
  return (
    isOwn ||
    policy.concurrency !== undefined ||
    policy.rateLimits.some(({ cost, period }) => cost > 1 || period !== undefined)
  );
}

/** OWASP API4:2023, CWE-770. */
export default defineRule({
  id: 'costly-operation-has-cost',
  title: 'Expensive operation counts like any other',
  severity: 'medium',
  owasp: ['API4:2023'],
  cwe: [770],
  why: 'A limit that allows three hundred cheap calls a minute allows three hundred exports, and the server stands still.',
  remedy: 'Set `cost` for the operation, or `rateLimits` or `concurrency` of its own.',
  needs: 'policy',
  confidence: 'firm',
  mergeFrom: 6,
  population: isCostly,
  whole: ({ count, of }) => `${count} of ${of} expensive operations count like any other call`,
  visit: {
    operation(operation, { report }) {
      // Without any limit there is nothing to count: `rate-limit-is-set` says so.
      if (!isCostly(operation) || hasOwnPrice(operation) || !operation.policy.rateLimits.length) return;
      report(operation.node, {
        message: `${nameOf(operation)} costs the server more than other calls and counts as one`,
        patch: { guard: 'rate-limit', set: { cost: 10 } },
      });
    },
  },
});
