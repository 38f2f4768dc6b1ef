import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

const titles = { breaking: 'breaking', weakened: 'security', additive: 'new' } as const;

export default defineCommand({
  id: 'docs-diff',
  words: ['docs', 'diff'],
  arguments: [
    { name: '<old>', describe: 'contract as it was' },
    { name: '<new>', describe: 'contract as it is' },
  ],
  summary: 'List what changed between two contracts, for readers of the documentation',
  examples: [
    'portcullis docs diff openapi.v1.yaml openapi.yaml',
    'portcullis docs diff old.yaml new.yaml --format json',
  ],
  options: {},
  async run({ args: [before, after] }, app) {
    const [{ loadProject }, { diffContracts }] = await Promise.all([
      import('../../model/project.js'),
      import('../../audit/drift/diff.js'),
    ]);
    const [old, current] = await Promise.all([before!, after!].map((file) => loadProject({ contract: [file] })));
    const changes = diffContracts(old!.apis[0]!, current!.apis[0]!);
    writeResult(app, changes, () => {
      if (changes.length === 0) return 'nothing changed for those who call it\n';
      const rows = (['breaking', 'weakened', 'additive'] as const).flatMap((kind) =>
        changes
          .filter((change) => change.kind === kind)
          .map(({ operation, part, message }) => [titles[kind], operation ?? 'the whole API', part, message]),
      );
      const count = (kind: string): number => rows.filter(([first]) => first === kind).length;
      return `${table(rows)}${count('breaking')} breaking, ${count('security')} about security, ${count('new')} new\n`;
    });
    return 0;
  },
});
