import type { PolicyPatch } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';

export default defineCommand({
  id: 'patch',
  words: ['patch'],
  arguments: [{ name: '<finding>', describe: 'fingerprint, or the first characters of it' }],
  summary: 'Show the smallest policy change that closes a finding; --apply puts it in force',
  examples: ['portcullis patch 3f9a12c4', 'portcullis patch 3f9a12c4 --apply'],
  options: {
    apply: {
      flags: '--apply',
      describe: 'write it to portcullis.patches.yaml and reload the running gateway',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [fingerprint], options: { apply } }, app) {
    const { proposePatch, applyPatch, patchLines, patchesFile } = await import('../../app/patch.js');
    const { stored, proposal, applied } = await proposePatch(app, fingerprint!);
    const { finding } = stored;
    const paint = makePaint(app.color);
    const title = paint.bold(visibleText(finding.message));
    const short = finding.fingerprint.slice(0, 8);
    if (proposal.kind === 'impossible') {
      writeResult(
        app,
        { finding: finding.fingerprint, ...proposal, remedy: finding.remedy },
        () => `${title}\nno patch: ${proposal.reason}\nfix: ${finding.remedy}\n`,
      );
      return 1;
    }
    if (proposal.kind === 'covered') {
      writeResult(
        app,
        { finding: finding.fingerprint, ...proposal },
        () =>
          `${title}\nno patch is needed: ${proposal.because}\nguard ${proposal.guard}; portcullis prove ${short} shows it\n`,
      );
      return 0;
    }
    const { patch } = proposal;
    const done = apply && !applied ? await applyPatch(app, patch) : undefined;
    const file = relativePath(patchesFile(app), app.cwd);
    writeResult(
      app,
      {
        finding: finding.fingerprint,
        kind: 'patch',
        patch,
        applied: Boolean(done ?? applied),
        gateway: done?.gateway ?? null,
      },
      () => {
        const diff = patchLines(patch)
          .map(visibleText)
          .map((line) => (applied ? `  ${line}` : paint.good(`+ ${line}`)));
        return `${[title, `${file}${applied ? ' has it already' : ''}`, ...diff, next(patch, { short, done: done ?? (applied ? { gateway: undefined } : undefined) })].join('\n')}\n`;
      },
    );
    return 0;
  },
});

/** What a person does next. */
function next(
  patch: PolicyPatch,
  { short, done }: { short: string; done: { gateway: readonly string[] | undefined } | undefined },
): string {
  if (!done) return `guard ${patch.guard}, until ${patch.expires}. Put it in force: portcullis patch ${short} --apply`;
  const where = done.gateway ? `in force at ${done.gateway.join(', ')}` : 'written';
  return `${where}, until ${patch.expires}. Prove it: portcullis prove ${short}`;
}
