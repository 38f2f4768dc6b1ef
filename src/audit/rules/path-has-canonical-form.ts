import type { Operation } from '../../model/types.js';
import { pathShape } from '../identity.js';
import { defineRule } from '../rule.js';
import { nameOf } from '../words.js';

/** Written in a way that some servers read as another path (RFC 3986, 6.2.2). */
function oddity(path: string): string | undefined {
  if (/%(2e|2f|5c|25)/i.test(path)) return 'an encoded dot, slash or percent sign';
  if (path.includes('//')) return 'an empty segment';
  if (/\/\.{1,2}(\/|$)/.test(path)) return 'a dot segment';
  if (path.includes('\\')) return 'a backslash';
  if (/[?#]/.test(path.replaceAll(/\{[^}]*\}/g, ''))) return 'a `?` or `#`, which is no part of a path';
  return undefined;
}

/** The path as the most forgiving server reads it: without case and without a slash at its end. */
const loose = ({ method, path }: Operation) => `${method} ${pathShape(path).toLowerCase().replace(/\/+$/, '')}`;

function accessOf({ policy, security }: Operation): string {
  return JSON.stringify([policy.public, policy.roles ?? null, security.anonymousAllowed, security.alternatives]);
}

/** OWASP API5:2023, CWE-178. */
export default defineRule({
  id: 'path-has-canonical-form',
  title: 'One path is written in two ways',
  severity: 'high',
  owasp: ['API5:2023'],
  cwe: [178],
  why: 'A server that ignores case or a slash at the end answers the protected path under the name of the open one.',
  remedy: 'Keep one way of writing each path, in lower case and without a slash at its end.',
  mergeFrom: 4,
  whole: ({ count }) => `${count} operations have a path that servers read in different ways`,
  onlyHttp: true,
  visit: {
    model({ operations }, { report }) {
      const first = new Map<string, Operation>();
      // Which of two is reported must not depend on where they stand in the file.
      const sorted = [...operations.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
      for (const operation of sorted) {
        if (operation.outgoing) continue;
        const other = first.get(loose(operation));
        if (!other) first.set(loose(operation), operation);
        else if (pathShape(other.path) !== pathShape(operation.path)) {
          report(operation.node, {
            severity: accessOf(other) === accessOf(operation) ? 'low' : 'high',
            operations: [operation],
            message: `${nameOf(operation)} and ${other.path} differ only in case or in a slash at the end`,
          });
        }
      }
    },
    operation(operation, { report }) {
      const odd = operation.outgoing ? undefined : oddity(operation.path);
      if (odd === undefined) return;
      report(operation.node, {
        severity: 'medium',
        message: `The path of ${nameOf(operation)} has ${odd}: servers disagree about it`,
      });
    },
  },
});
