import { visibleText } from '../../core/visible-text.js';
import { formatPlace } from '../../core/place.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'policy-check',
  words: ['policy', 'check'],
  summary: 'Check policy, patches and contracts, and say what they come to',
  examples: ['portcullis policy check', 'portcullis policy check --policy staging/portcullis.yaml'],
  options: {},
  async run(_, app) {
    const project = await app.project();
    const apis = project.apis.map((api) => ({
      name: api.name,
      title: api.title,
      format: api.format,
      operations: api.operations.size,
      upstream: api.upstream?.url ?? null,
      problems: api.problems.map(({ message, place }) => ({ message, place })),
    }));
    writeResult(app, { digest: project.digest, apis, patches: project.patches.length }, () => {
      const lines = apis.flatMap(({ name, title, format, operations, upstream, problems }) => [
        `${name}: ${title}, ${format}, ${operations} operations -> ${upstream ?? 'no upstream'}`,
        ...problems.map(
          ({ message, place }) => `  ${formatPlace({ ...place, file: relativePath(place.file, app.cwd) })}: ${message}`,
        ),
      ]);
      const patches = project.patches.map(
        ({ id, operation, guard, expires, expired }) =>
          `patch ${id}: ${guard} at ${operation}, ${expired ? 'EXPIRED' : 'until'} ${expires}`,
      );
      const problems = apis.reduce((sum, api) => sum + api.problems.length, 0);
      const more = problems ? `; the contract has ${problems} problem${problems === 1 ? '' : 's'}, see above` : '';
      const last = `the policy is sound, digest ${project.digest.slice(0, 12)}${more}`;
      return `${[...lines, ...patches, last].map(visibleText).join('\n')}\n`;
    });
    return 0;
  },
});
