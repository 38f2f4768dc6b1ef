import type { Operation } from '../../model/types.js';
import { pathShape } from '../identity.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Paths by their segments, so that a path meets only those that could match what it matches. */
interface Branch {
  readonly next: Map<string, Branch>;
  /** Position of the first operation that ends here. */
  ends: number | undefined;
}

const newBranch = (): Branch => ({ next: new Map(), ends: undefined });

const segmentsOf = ({ path }: Operation) => pathShape(path).split('/');

/** A way through the branches, and who was the more concrete on it so far. */
interface Way {
  readonly branch: Branch;
  readonly weWin: boolean;
  readonly theyWin: boolean;
}

/**
 * The first path that is equal, or that matches one path with neither the more concrete (OpenAPI 3.1, 4.8.8.2).
 * Segments with text beside a parameter are compared by nobody in the same way: left out.
 */
function firstRival(root: Branch, segments: readonly string[]): number | undefined {
  let ways: readonly Way[] = [{ branch: root, weWin: false, theyWin: false }];
  for (const segment of segments) ways = ways.flatMap((way) => [...waysOn(way, segment)]);
  const found = ways.flatMap(({ branch: { ends }, weWin, theyWin }) => (weWin === theyWin ? (ends ?? []) : []));
  return found.length > 0 ? Math.min(...found) : undefined;
}

function* waysOn({ branch, weWin, theyWin }: Way, segment: string): Iterable<Way> {
  for (const [name, next] of segment === '{}' ? branch.next : candidates(branch, segment)) {
    if (name === segment) yield { branch: next, weWin, theyWin };
    else if (segment === '{}') yield { branch: next, weWin, theyWin: true };
    else yield { branch: next, weWin: true, theyWin };
  }
}

function candidates({ next }: Branch, segment: string): readonly (readonly [string, Branch])[] {
  return [segment, '{}'].flatMap((name) => {
    const branch = next.get(name);
    return branch ? [[name, branch] as const] : [];
  });
}

function add(root: Branch, segments: readonly string[], position: number): void {
  let branch = root;
  for (const segment of segments) {
    let next = branch.next.get(segment);
    if (!next) branch.next.set(segment, (next = newBranch()));
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
    if (!root) roots.set(operation.method, (root = newBranch()));
    const segments = segmentsOf(operation);
    const first = firstRival(root, segments);
    const rival = first === undefined ? undefined : operations[first];
    if (rival && rival.path !== operation.path) yield [rival, operation];
    add(root, segments, position);
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
