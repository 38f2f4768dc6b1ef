import type { EnvEntry } from '../deployment/types.js';
import { secretKind } from '../deployment/secret-values.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Who can read it besides the machine that runs the API. An env file that git does not have stays where it is. */
function readers({ from, committed }: EnvEntry): string | undefined {
  if (committed) return 'is in the repository';
  if (from === 'Dockerfile') return 'is in the image, for everybody who has it';
  return from === 'env file' || committed === false ? undefined : 'stands in a file that is made to be shared';
}

/** OWASP API8:2023, CWE-312. */
export default defineRule({
  id: 'secret-not-in-env-file',
  title: 'Secret stands in a file of the repository',
  severity: 'high',
  owasp: ['API8:2023'],
  cwe: [312],
  why: 'Everybody who ever had the repository, a copy of it or the image has the secret, also after it is deleted.',
  remedy:
    'Change the secret, take it out of the file, and give it at run time from a vault or a secret of the platform.',
  confidence: 'firm',
  visit: {
    deployment({ env }, { today, report }) {
      for (const entry of env) {
        const kind = secretKind(entry.name, entry.value, today);
        if (kind === undefined) continue;
        const where = readers(entry);
        // A default is a secret that everybody has, wherever it stands.
        if (kind !== 'default' && where === undefined) continue;
        const message =
          kind === 'default'
            ? `${entry.name} has the value that everybody tries first`
            : `${entry.name} (${kind}) ${where}`;
        report(placed(entry.place, entry.name), {
          key: `${entry.place.file.replace(/^.*[\\/]/, '')} ${entry.name}`,
          message,
        });
      }
    },
  },
});
