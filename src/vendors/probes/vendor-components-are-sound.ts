import { readLockfile } from '../../audit/dependencies/lockfile.js';
import { matchAdvisories } from '../../audit/dependencies/match.js';
import { PortcullisError } from '../../core/errors.js';
import { defineProbe, finding, unknown, well } from '../probe.js';

const mostTold = 20;

/** CWE-1395. The packages that a vendor says it is made of, compared with a snapshot of advisories. */
export default defineProbe({
  id: 'vendor-components-are-sound',
  title: 'Third party is made of packages with known flaws',
  severity: 'medium',
  cwe: [1395],
  owasp: ['API10:2023'],
  remedy: 'Ask the vendor whether the flaw can be reached, and when the package is updated.',

  look({ name, policy: { sbom } }, { read, advisoriesFor }) {
    if (sbom === undefined) return [];
    try {
      const { dependencies } = readLockfile({ file: sbom, text: read(sbom).toString('utf8') });
      const advisories = advisoriesFor(dependencies.map((one) => one.name));
      if (!advisories) return [unknown(`the SBOM of ${name} needs advisories: --advisories FILE`)];
      const found = [...matchAdvisories(dependencies, advisories)].flatMap(([id, flaws]) =>
        flaws.map(({ advisory }) => ({ id, advisory })),
      );
      if (found.length === 0) return [well(`no known flaw in the ${dependencies.length} packages of ${name}`)];
      return found.slice(0, mostTold).map(({ id, advisory }) =>
        finding(`${id} ${advisory.id}`, `${name} has ${id}: ${advisory.summary} (${advisory.id})`, {
          severity: advisory.severity,
          place: { file: sbom, line: 1, column: 1 },
        }),
      );
    } catch (error) {
      if (!(error instanceof PortcullisError)) throw error;
      return [unknown(`the SBOM of ${name} cannot be read: ${error.message}`)];
    }
  },
});
