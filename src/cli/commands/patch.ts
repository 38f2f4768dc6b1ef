import type { PolicyPatch } from '../../core/finding.js';
import type { DryRun } from '../../patching/dry-run.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint } from '../../report/paint.js';
import { relativePath } from '../../report/relative-path.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

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
    force: {
      flags: '--force',
      describe: 'although more than 0.1 % of the calls since yesterday would have been denied',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [fingerprint], options: { apply, force } }, app) {
    const { proposePatch, applyPatch, patchLines, patchesFile, patchesOf } = await import('../../app/patch.js');
    const { dryRunPatches, demandHarmless } = await import('../../app/patch-dry-run.js');
    const { stored, proposal, applied } = await proposePatch(app, fingerprint!);
    const { finding } = stored;
    const paint = makePaint(app.color);
    const title = paint.bold(visibleText(finding.message));
    const short = finding.fingerprint.slice(0, 8);
    if (proposal.kind === 'impossible') {
      writeResult(
        app,
        { finding: finding.fingerprint, ...proposal, remedy: finding.remedy },
        () =>
          `${title}\nno patch: ${proposal.reason}\n${proposal.watch === undefined ? '' : `watch: detector ${proposal.watch} sees when it is used\n`}fix: ${finding.remedy}\n`,
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
    const patches = patchesOf(proposal);
    const dryRun = applied ? undefined : await dryRunPatches(app, patches);
    if (apply && !force && dryRun) demandHarmless(dryRun);
    const done = apply && !applied ? await applyPatch(app, ...patches) : undefined;
    const file = relativePath(patchesFile(app), app.cwd);
    writeResult(
      app,
      {
        finding: finding.fingerprint,
        kind: 'patch',
        patch,
        ...(patches.length > 1 && { more: patches.slice(1) }),
        ...(dryRun && { dryRun }),
        applied: Boolean(done ?? applied),
        gateway: done?.gateway ?? null,
      },
      () => {
        const diff = patchLines(...patches)
          .map(visibleText)
          .map((line) => (applied ? `  ${line}` : paint.good(`+ ${line}`)));
        return `${[title, `${file}${applied ? ' has it already' : ''}`, ...diff, ...(dryRun ? dryRunLines(dryRun) : []), next(patch, { short, done: done ?? (applied ? { gateway: undefined } : undefined) })].join('\n')}\n`;
      },
    );
    return 0;
  },
});

/** What the patch would have done to the calls of the last 24 hours. */
function dryRunLines({ calls, denied, unjudged, suspicious, largest }: DryRun): readonly string[] {
  if (calls + suspicious === 0) return ['dry run: no calls of the operation in the last 24 hours'];
  const parts = [
    `dry run over ${calls} calls of the last 24 hours: ${denied} would have been denied`,
    ...(unjudged > 0 ? [`${unjudged} cannot be judged by what is recorded`] : []),
    ...(suspicious > 0 ? [`${suspicious} more by clients that a detection is open about`] : []),
  ];
  const rows = largest.map(({ client, operation, denied: count }) => [String(count), client, operation]);
  return [
    parts.join('; '),
    ...(rows.length > 0 ? [table([['denied', 'client', 'operation'], ...rows]).trimEnd()] : []),
  ];
}

/** What a person does next. */
function next(
  patch: PolicyPatch,
  { short, done }: { short: string; done: { gateway: readonly string[] | undefined } | undefined },
): string {
  if (!done) return `guard ${patch.guard}, until ${patch.expires}. Put it in force: portcullis patch ${short} --apply`;
  const where = done.gateway ? `in force at ${done.gateway.join(', ')}` : 'written';
  return `${where}, until ${patch.expires}. Prove it: portcullis prove ${short}`;
}
