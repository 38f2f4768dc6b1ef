import type { Severity } from '../../core/finding.js';
import type { Weakness } from '../deployment/types.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

const rank: Readonly<Record<Weakness['weight'], number>> = { high: 0, medium: 1, low: 2 };

/** OWASP API8:2023, CWE-250. */
export default defineRule({
  id: 'workload-is-confined',
  title: 'Workload has more of the machine than it needs',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [250],
  why: 'Whoever takes the API over gets to the node and to what else runs there; without limits one call can stop them all.',
  remedy:
    'Set `runAsNonRoot: true`, `allowPrivilegeEscalation: false`, drop all capabilities, set limits of memory, and leave host networks and folders out.',
  visit: {
    deployment({ workloads }, { report }) {
      for (const { name, weaknesses } of workloads) {
        const sorted = weaknesses.toSorted((a, b) => rank[a.weight] - rank[b.weight]);
        const [worst] = sorted;
        if (!worst) continue;
        report(placed(worst.place, name), {
          key: `workload ${name}`,
          severity: worst.weight satisfies Severity,
          message: `${name}: ${sorted.map(({ what }) => what).join('; ')}`,
          names: [name],
        });
      }
    },
  },
});
