import fs from 'node:fs';
import path from 'node:path';
import type { Proof, ProofStep } from '../../core/finding.js';
import { applyPatch, dropPatch, patchesFile, patchesOf, patchLines, proposePatch } from '../../app/patch.js';
import { demandHarmless, dryRunPatches } from '../../app/patch-dry-run.js';
import { proveFinding } from '../../app/prove.js';
import { loadPatches, patchesText } from '../../model/patches-file.js';
import type { PolicyPatch } from '../../core/finding.js';
import type { App } from '../../app/app.js';
import { cli, flag } from '../cli.js';
import { may, operation, type ConsoleOperation } from '../operation.js';
import { Refusal } from '../problem.js';
import { yesNo } from '../schemas.js';
import { textDiff } from '../../app/text-diff.js';

/** What the patches file becomes, and what it was. */
function diffOf(app: App, change: (patches: readonly PolicyPatch[]) => readonly PolicyPatch[]): string {
  const file = patchesFile(app);
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return textDiff(before, patchesText(change(loadPatches(file))), path.basename(file));
}

const without = (gone: readonly PolicyPatch[]) => (patches: readonly PolicyPatch[]) =>
  patches.filter(({ id }) => !gone.some((each) => each.id === id));

export const patchOperations: readonly ConsoleOperation[] = [
  operation({
    id: 'getPatch',
    method: 'GET',
    path: '/findings/{fingerprint}/patch',
    summary: 'The smallest policy change that closes a finding, or why there is none',
    roles: may.read,
    async run({ app, params }) {
      const { proposal, applied, stored } = await proposePatch(app, params.fingerprint!);
      const short = stored.finding.fingerprint.slice(0, 8);
      if (proposal.kind !== 'patch')
        return { ...proposal, applied: false, cli: cli('patch', short), remedy: stored.finding.remedy };
      const { patch } = proposal;
      const all = patchesOf(proposal);
      return {
        kind: 'patch',
        patch,
        guard: patch.guard,
        applied: applied !== undefined,
        lines: patchLines(...all),
        policyDiff: applied ? '' : diffOf(app, (patches) => [...patches, ...all]),
        cli: cli('patch', short, '--apply'),
      };
    },
  }),
  operation<{ readonly force?: boolean }>({
    id: 'applyPatch',
    method: 'POST',
    path: '/findings/{fingerprint}/patch',
    summary: 'Put the patch of a finding in force; refused when it would have denied healthy clients, unless forced',
    roles: may.operate,
    query: { force: yesNo },
    async run({ app, params, query: { force = false } }) {
      const { proposal, applied, stored } = await proposePatch(app, params.fingerprint!);
      if (proposal.kind !== 'patch') {
        const why = proposal.kind === 'impossible' ? proposal.reason : proposal.because;
        throw new Refusal(422, 'PATCH_INVALID', `There is no patch to apply: ${why}`);
      }
      const { patch } = proposal;
      const line = cli('patch', stored.finding.fingerprint.slice(0, 8), '--apply', ...flag('--force', force));
      if (applied) return { patch, policyDiff: '', gateway: null, cli: line };
      const all = patchesOf(proposal);
      if (!force) demandHarmless(await dryRunPatches(app, all));
      const policyDiff = diffOf(app, (patches) => [...without(all)(patches), ...all]);
      const { gateway } = await applyPatch(app, ...all);
      return { patch, policyDiff, gateway: gateway ?? null, cli: line };
    },
  }),
  operation({
    id: 'dropPatch',
    method: 'DELETE',
    path: '/findings/{fingerprint}/patch',
    summary: 'Take the patch of a finding out of force',
    roles: may.operate,
    async run({ app, params }) {
      const { fingerprint } = (await (await app.store()).findings.get(params.fingerprint!)).finding;
      const policyDiff = diffOf(app, (patches) => patches.filter(({ because }) => because !== fingerprint));
      const { patch, gateway } = await dropPatch(app, fingerprint);
      return { patch, policyDiff, gateway: gateway ?? null, cli: cli('patch', 'drop', patch.id) };
    },
  }),
  operation({
    id: 'listPatches',
    method: 'GET',
    path: '/patches',
    summary: 'Patches in force',
    roles: may.read,
    async run({ app }) {
      const { patches } = await app.project();
      return {
        items: patches.map(({ node: _node, owner, ...patch }) => ({ ...patch, owner: owner ?? null })),
        cli: cli('patch', 'list'),
      };
    },
  }),
  operation({
    id: 'startProof',
    method: 'POST',
    path: '/findings/{fingerprint}/proofs',
    summary: 'Replay the attack and its legitimate control, directly and through the gateway',
    roles: may.triage,
    status: 202,
    async run({ app, params, caller, host }) {
      const { fingerprint } = (await (await app.store()).findings.get(params.fingerprint!)).finding;
      return host.jobs.start({
        kind: 'proof',
        subject: fingerprint,
        by: caller.name,
        cli: cli('prove', fingerprint.slice(0, 8)),
        async run({ signal, say }) {
          const { run, proof, gateway } = await proveFinding({ ...app, signal }, fingerprint, (step) =>
            say(stepText(step)),
          );
          return { run: run.id, ...verdictOf(proof), gateway };
        },
      });
    },
  }),
];

function stepText({ name, outcome, status, deniedBy }: ProofStep): string {
  return `${name}: ${outcome}${status ? ` (${status})` : ''}${deniedBy === undefined ? '' : ` by ${deniedBy}`}`;
}

const verdictOf = (proof: Proof) => ({ verdict: proof.verdict, because: proof.because, proof });
