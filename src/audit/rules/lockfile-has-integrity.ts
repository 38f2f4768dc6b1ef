import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';
import type { Dependency } from '../dependencies/types.js';
import { few } from '../words.js';

/** What has no digest by its nature: a folder of the project, a commit, or what lies in another archive. */
function needsDigest({ source, bundled }: Dependency): boolean {
  return !bundled && (source === 'registry' || source === 'http' || source === 'host');
}

/** SHA-1 can be made to fit another file (CWE-328). */
const isWeak = (integrity: string): boolean => !/\b(sha(256|384|512)-|[0-9a-f]{64})/.test(integrity);

/** OWASP API10:2023, CWE-353. */
export default defineRule({
  id: 'lockfile-has-integrity',
  title: 'Locked packages have no digest',
  severity: 'high',
  owasp: ['API10:2023'],
  cwe: [353],
  why: 'Whoever controls the registry, a mirror or a proxy on the way can swap the archive, and the installation does not notice.',
  remedy: 'Make the lockfile anew with a current version of the package manager: it writes SHA-512 digests.',
  visit: {
    lockfile({ lockfile }, { report }) {
      if (!lockfile.knows.integrity) return;
      const judged = lockfile.dependencies.filter(needsDigest);
      const missing = judged.filter(({ integrity }) => !integrity);
      const weak = judged.filter(({ integrity }) => integrity && isWeak(integrity));
      for (const [list, what, severity] of [
        [missing, 'no digest', 'high'],
        [weak, 'a SHA-1 digest', 'medium'],
      ] as const) {
        if (!list.length) continue;
        report(placed(list[0]!.place, lockfile.file, what), {
          key: `${lockfile.format} ${what}`,
          severity,
          message: `${list.length} of ${judged.length} locked packages have ${what}: ${few(list.map(({ id }) => id))}`,
          names: list.map(({ name }) => name),
        });
      }
    },
  },
});
