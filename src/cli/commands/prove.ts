import type { Proof, ProofStep, Verdict } from '../../core/finding.js';
import { PortcullisError } from '../../core/errors.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint, type Paint } from '../../report/paint.js';
import type { App } from '../../app/app.js';
import { defineCommand } from '../command.js';
import { table, writeResult } from '../output.js';

const exits: Record<Verdict, number> = {
  proved: 0,
  'already-fixed': 0,
  bypassed: 1,
  'breaks-legitimate-use': 1,
  inconclusive: 3,
};

export default defineCommand({
  id: 'prove',
  words: ['prove'],
  arguments: [{ name: '[finding]', describe: 'fingerprint, or the first characters of it' }],
  summary: 'Replay attack, variants and the legitimate call, directly and through the gateway',
  examples: ['portcullis prove 3f9a12c4', 'portcullis prove --all --changed'],
  options: {
    all: {
      flags: '--all',
      describe: 'every patch in force; a proof that turns makes its finding regressed',
      parse: () => true,
      default: false as boolean,
    },
    changed: {
      flags: '--changed',
      describe: 'with --all: only where the operation is not what it was at the last proof',
      parse: () => true,
      default: false as boolean,
    },
  },
  async run({ args: [fingerprint], options: { all, changed } }, app) {
    if (all !== (fingerprint === undefined) || (changed && !all)) {
      throw new PortcullisError('USAGE', 'prove takes one finding, or --all', {
        expected: 'portcullis prove FINDING, or portcullis prove --all [--changed]',
      });
    }
    if (all) return proveEach(app, changed);
    const { proveFinding } = await import('../../app/prove.js');
    const { run, proof, gateway } = await proveFinding(app, fingerprint!, () => undefined);
    const millis = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
    writeResult(app, run, () => {
      const paint = makePaint(app.color);
      const where = `${gateway.url}${gateway.isTemporary ? ', a gateway started for this proof' : ''}`;
      return `${proofTable(proof)}${paint.dim(`${run.requests} requests in ${(millis / 1000).toFixed(1)} s, through ${where}`)}\n${verdictLine(proof, paint)}\n`;
    });
    return exits[proof.verdict];
  },
});

/** A line for each patch; 1 when a proof failed, 3 when one could not be tried. */
async function proveEach(app: App, changed: boolean): Promise<number> {
  const { proveAll } = await import('../../app/prove-all.js');
  const proofs = await proveAll(app, {
    changed,
    onProof: ({ finding, proof }) => app.say(`${finding.fingerprint.slice(0, 8)} ${proof?.verdict ?? 'not tried'}`),
  });
  const result = proofs.map(({ finding: { fingerprint, message }, proof, run, because }) => ({
    finding: fingerprint,
    message,
    verdict: proof?.verdict ?? null,
    because,
    run: run ?? null,
    variants: proof?.variants.length ?? 0,
  }));
  writeResult(app, result, () => {
    if (proofs.length === 0) return changed ? 'No operation with a patch has changed.\n' : 'No patch is in force.\n';
    const rows = result.map(({ finding, verdict, variants, message, because }) => [
      finding.slice(0, 8),
      verdict ?? 'not tried',
      verdict === 'proved' ? `${variants} variants` : because,
      message,
    ]);
    const proved = result.filter(({ verdict }) => verdict === 'proved').length;
    return `${table(rows)}${makePaint(app.color).bold(`${proved} of ${result.length} proved`)}\n`;
  });
  return Math.max(0, ...proofs.map(({ proof }) => exits[proof?.verdict ?? 'inconclusive']));
}

const row = (step: ProofStep | undefined): readonly (readonly string[])[] =>
  step
    ? [[`  ${step.name}`, String(step.status || ''), step.deniedBy ? `denied by ${step.deniedBy}` : step.outcome]]
    : [];

function proofTable({ attackDirect, attackThrough, controlDirect, controlThrough, variants }: Proof): string {
  const steps = [controlDirect, attackDirect, controlThrough, attackThrough].flatMap(row);
  const tried = variants.flatMap((step) => row({ ...step, name: `variant: ${step.name}` }));
  return table([...steps, ...tried]);
}

function verdictLine({ verdict, because }: Proof, paint: Paint): string {
  const word = verdict === 'proved' || verdict === 'already-fixed' ? paint.good(verdict) : paint.bad(verdict);
  return `${paint.bold(word)}: ${visibleText(because)}`;
}
