import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** OWASP API10:2023, CWE-1357. */
export default defineRule({
  id: 'lockfile-is-present',
  title: 'Packages are not locked',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: [1357],
  why: 'Every installation may bring other versions: also one that was taken over an hour ago.',
  remedy: 'Commit the lockfile of npm, yarn or pnpm, and install with `npm ci` or its like.',
  visit: {
    unlocked({ file, place }, { report }) {
      report(placed(place, file), {
        key: 'lockfile is missing',
        message: 'There is a package.json with dependencies, and no lockfile beside it',
      });
    },
  },
});
