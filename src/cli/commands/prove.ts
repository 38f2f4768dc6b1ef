import type { Proof, ProofStep, Verdict } from '../../core/finding.js';
import { visibleText } from '../../core/visible-text.js';
import { makePaint, type Paint } from '../../report/paint.js';
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
  arguments: [{ name: '<finding>', describe: 'fingerprint, or the first characters of it' }],
  summary: 'Replay attack, variants and the legitimate call, directly and through the gateway',
  examples: ['portcullis prove 3f9a12c4', 'portcullis prove 3f9a12c4 --format json --output proof.json'],
  options: {},
  async run({ args: [fingerprint] }, app) {
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
