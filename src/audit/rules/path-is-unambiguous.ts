import type { Operation } from '../../model/types.js';
import { pathShape } from '../identity.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Do two templates match one path, with neither the more concrete (OpenAPI 3.1, 4.8.8.2)? */
function cross(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  let aWins = false;
  let bWins = false;
  for (const [i, segment] of a.entries()) {
    const other = b[i]!;
    if (segment === other) continue;
    // Segments with text beside a parameter are compared by nobody in the same way: left out.
    if (segment !== '{}' && other !== '{}') return false;
    if (segment === '{}') bWins = true;
    else aWins = true;
  }
  return aWins && bWins;
}

const segmentsOf = ({ path }: Operation) => pathShape(path).split('/');

/** Only templates can collide, and only with others of their method and length. */
function groups(operations: readonly Operation[]): Iterable<readonly Operation[]> {
  const found = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.outgoing || !operation.path.includes('{')) continue;
    const shape = `${operation.method} ${segmentsOf(operation).length}`;
    const group = found.get(shape);
    if (group) group.push(operation);
    else found.set(shape, [operation]);
  }
  return found.values();
}

/** Each operation with the first one before it that answers the same requests. */
function* rivals(operations: readonly Operation[]): Iterable<readonly [Operation, Operation]> {
  for (const group of groups(operations)) {
    const segments = group.map(segmentsOf);
    for (const [i, b] of group.entries()) {
      const first = group.findIndex(
        (a, j) =>
          j < i &&
          a.path !== b.path &&
          (segments[j]!.join('/') === segments[i]!.join('/') || cross(segments[j]!, segments[i]!)),
      );
      if (first >= 0) yield [group[first]!, b];
    }
  }
}

/** OWASP API5:2023, CWE-436. */
export default defineRule({
  id: 'path-is-unambiguous',
  title: 'Two operations answer one request',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: [436],
  why: 'Gateway and server may choose different operations for one request, and so apply the weaker rule.',
  remedy: 'Give the paths a fixed segment each that the other does not match.',
  visit: {
    model({ operations }, { report }) {
      for (const [a, b] of rivals([...operations.values()])) {
        const isSame = pathShape(a.path) === pathShape(b.path);
        report(b.node, {
          operations: [b],
          severity: isSame ? 'high' : a.security.anonymousAllowed === b.security.anonymousAllowed ? 'low' : 'medium',
          message: `${nameOf(b)} and ${a.path} match the same requests`,
        });
      }
    },
  },
});
