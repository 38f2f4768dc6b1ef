import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Rights of the group and of everybody else. */
const othersMask = 0o077;

/** OWASP API8:2023, CWE-732. */
export default defineRule({
  id: 'private-key-is-private',
  title: 'Secret file can be read by others',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [732],
  why: 'Every program on the machine, taken over or not, can read it and act as the gateway.',
  remedy: 'Take the rights of others away: `chmod go= FILE`.',
  visit: {
    deployment({ privateFiles }, { report }) {
      for (const { file, what, mode } of privateFiles) {
        const rights = mode & othersMask;
        if (!rights) continue;
        const canWrite = (rights & 0o022) !== 0;
        // A group may be the one that is meant to: it is said, not shouted.
        const severity = mode & 0o007 || canWrite ? 'high' : 'medium';
        const who = mode & 0o007 ? 'everybody on the machine' : 'its group';
        report(placed({ file, line: 1, column: 1 }, what), {
          key: `${what} ${file.replace(/^.*[\\/]/, '')}`,
          severity,
          message: `The ${what} can be ${canWrite ? 'changed' : 'read'} by ${who} (mode ${mode.toString(8).padStart(3, '0')})`,
        });
      }
    },
  },
});
