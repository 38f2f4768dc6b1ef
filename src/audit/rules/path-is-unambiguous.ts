import type { Operation } from '../../model/types.js';
import { pathShape } from '../identity.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Paths by their segments, so that a path meets only those that could match what it matches. */
interface Branch {
  readonly next: Map<string, Branch>;
  /** Position of the first operation that ends here. */
  ends: number | undefined;
  /** Position of the first operation that ends here or further on. */
  readonly first: number;
}

const newBranch = (first: number): Branch => ({ next: new Map(), ends: undefined, first });

const segmentsOf = ({ path }: Operation) => pathShape(path).split('/');

/** A way through the branches, and who was the more concrete on it so far. */
interface Way {
  readonly branch: Branch;
  readonly depth: number;
  readonly weWin: boolean;
  readonly theyWin: boolean;
}

/**
 * The first path that is equal, or that matches one path with neither the more concrete (OpenAPI 3.1, 4.8.8.2).
 * Segments with text beside a parameter are compared by nobody in the same way: left out.
 */
function firstRival(root: Branch, segments: readonly string[]): number | undefined {
  let best = Infinity;
  const ways: Way[] = [{ branch: root, depth: 0, weWin: false, theyWin: false }];
  for (let way = ways.pop(); way; way = ways.pop()) {
    if (way.branch.first >= best) continue;
    if (way.depth < segments.length) pushWays(ways, way, segments[way.depth]!);
    else if (way.weWin === way.theyWin) best = Math.min(best, way.branch.ends ?? Infinity);
  }
  return best === Infinity ? undefined : best;
}

function pushWays(ways: Way[], { branch, depth, weWin, theyWin }: Way, segment: string): void {
  const same = branch.next.get(segment);
  if (segment === '{}') {
    for (const [name, next] of branch.next) {
      if (name !== segment) ways.push({ branch: next, depth: depth + 1, weWin, theyWin: true });
    }
  } else {
    const open = branch.next.get('{}');
    if (open) ways.push({ branch: open, depth: depth + 1, weWin: true, theyWin });
  }
  if (same) ways.push({ branch: same, depth: depth + 1, weWin, theyWin });
}

function add(root: Branch, segments: readonly string[], position: number): void {
  let branch = root;
  for (const segment of segments) {
    let next = branch.next.get(segment);
    if (!next) branch.next.set(segment, (next = newBranch(position)));
    branch = next;
  }
  branch.ends ??= position;
}

/** Each operation with the first one before it that answers the same requests. Only templates can collide. */
function* rivals(operations: readonly Operation[]): Iterable<readonly [Operation, Operation]> {
  const roots = new Map<string, Branch>();
  for (const [position, operation] of operations.entries()) {
    if (operation.outgoing || !operation.path.includes('{')) continue;
    let root = roots.get(operation.method);
    if (!root) roots.set(operation.method, (root = newBranch(position)));
    const segments = segmentsOf(operation);
    const first = firstRival(root, segments);
    const rival = first === undefined ? undefined : operations[first];
    if (rival && rival.path !== operation.path) yield [rival, operation];
    add(root, segments, position);
  }
}

/** Which of two is reported must not depend on where they stand in the file. */
function byPath(a: Operation, b: Operation): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
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
  mergeFrom: 8,
  whole: ({ count }) => `${count} operations match requests that another operation matches too`,
  onlyHttp: true,
  visit: {
    model({ operations }, { report }) {
      for (const [a, b] of rivals([...operations.values()].sort(byPath))) {
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
