import { baseStage, finalUser } from '../deployment/dockerfile.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Images whose user is another one already, by their names. */
const knownNonRoot = /nonroot|rootless|unprivileged|cgr\.dev\/chainguard/;

const isRoot = (user: string): boolean => /^(root|0)(:|$)/.test(user);

/** OWASP API8:2023, CWE-250. */
export default defineRule({
  id: 'container-is-not-root',
  title: 'Container runs as root',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [250],
  why: 'Whoever gets a command to run in it owns everything in it, and is one flaw of the kernel away from the machine.',
  remedy:
    'Add `USER node` (or another one) behind the last command that needs root, and name a version of the base image.',
  visit: {
    deployment({ dockerfiles }, { report }) {
      for (const dockerfile of dockerfiles) {
        const { file } = dockerfile;
        const base = baseStage(dockerfile);
        const user = finalUser(dockerfile);
        if (!base) continue;
        if (user ? isRoot(user.name) : base.image !== 'scratch' && !knownNonRoot.test(base.image)) {
          report(placed(user?.place ?? dockerfile.stages.at(-1)!.place, 'user'), {
            key: `user ${file}`,
            message: user
              ? `The image runs as ${user.name}`
              : `The image runs as the user of ${base.image}, which is root`,
          });
        }
        if (base.pinned || base.image === 'scratch' || base.image.includes('$')) continue;
        if (base.tag !== undefined && base.tag !== 'latest') continue;
        report(placed(base.place, 'base'), {
          key: `base ${file}`,
          severity: 'low',
          message: `The base image ${base.image} is whatever is newest when it is built`,
        });
      }
    },
  },
});
