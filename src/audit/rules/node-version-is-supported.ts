import { endedOn, majorOf } from '../deployment/node-releases.js';
import { baseStage, splitImage } from '../deployment/dockerfile.js';
import type { Deployment, NodeUse } from '../deployment/types.js';
import { placed } from '../placed-node.js';
import { defineRule } from '../rule.js';

/** Official images, by whatever mirror: `node:18-alpine`, `registry.example.com/library/node:18`. */
function fromImages({ dockerfiles }: Deployment): readonly NodeUse[] {
  return dockerfiles.flatMap((dockerfile): readonly NodeUse[] => {
    const stage = baseStage(dockerfile);
    const { name, tag } = splitImage(stage?.image ?? '');
    if (!stage || tag === undefined || !/(^|\/)node$/.test(name)) return [];
    return [{ version: tag, where: `the image ${stage.image.split('@')[0]}`, place: stage.place }];
  });
}

/** OWASP API8:2023, CWE-1104. The days stand in a table with the date of its last look at the schedule. */
export default defineRule({
  id: 'node-version-is-supported',
  title: 'Version of Node gets no fixes any more',
  severity: 'medium',
  owasp: ['API8:2023'],
  cwe: [1104],
  why: 'Flaws in its HTTP parser and TLS are found several times a year, and this version keeps them.',
  remedy: 'Move to a line with long-term support.',
  visit: {
    deployment(deployment, { project, today, report }) {
      const declared = fromImages(deployment);
      // Where nothing is declared the gateway of this policy runs on what runs this command, as far as one can tell.
      const isHere = project.file !== undefined && !declared.length;
      const running = deployment.node.filter(({ place }) => place !== undefined || isHere);
      for (const { version, where, place } of [...declared, ...running]) {
        const major = majorOf(version);
        const end = major === undefined ? undefined : endedOn(major, today);
        if (end === undefined) continue;
        report(placed(place ?? { file: project.file ?? '', line: 1, column: 1 }, where), {
          key: `node ${where}`,
          // What this command runs on need not be what the gateway runs on.
          severity: place ? 'medium' : 'low',
          message: `Node ${major} (${where}) has had no fixes since ${end}`,
        });
      }
    },
  },
});
