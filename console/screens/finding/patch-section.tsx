import type { FindingStatus } from '../../../src/core/finding.js';
import { ApiFailure } from '../../shared/api.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { Diff } from '../../shared/diff.js';
import { FailureLine } from '../../shared/field.js';
import { useKeys } from '../../shared/keyboard.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Failed, Loading } from '../../shared/states.js';
import { toast } from '../../shared/toast.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { DryRunView } from './dry-run-view.js';
import { ProofSection, useProof } from './proof-section.js';
import type { DryRun, PatchChange, PatchProposal, ProofRow } from './types.js';
import styles from './finding.module.css';

interface PatchParts {
  readonly fingerprint: string;
  readonly status: FindingStatus;
  readonly proofs: readonly ProofRow[];
  readonly source: string;
}

const touched = ['/findings', '/patches', '/operations', '/policy', '/overview'];

/** Closes the finding at the gateway: the smallest change, what it would have denied, and the proof. */
export function PatchSection({ fingerprint, proofs, status }: PatchParts) {
  const path = `/findings/${fingerprint}/patch`;
  const { data, error, refetch } = useRead<PatchProposal>(path);
  const proof = useProof(fingerprint);
  return (
    <>
      <Section title="At the gateway">
        {error && !data && <Failed cause={error} what="The patch" retry={() => void refetch()} />}
        {!data && !error && <Loading what="the patch" lines={6} />}
        {data?.kind === 'impossible' && (
          <p>
            <Badge tone="medium">No patch</Badge> The gateway cannot close it: {data.reason} It has to be mended in the
            code.
          </p>
        )}
        {data?.kind === 'covered' && (
          <p>
            <Badge tone="ok">Covered</Badge> The policy closes it already by the guard <code>{data.guard}</code>:{' '}
            {data.because}
          </p>
        )}
        {data?.kind === 'patch' && (
          <Patch path={path} proposal={data} prove={proof.start} isProving={proof.isRunning} />
        )}
      </Section>
      {data && data.kind !== 'impossible' && (
        <ProofSection
          fingerprint={fingerprint}
          status={status}
          proofs={proofs}
          proof={proof}
          canProve={data.kind === 'covered' || data.applied}
        />
      )}
    </>
  );
}

interface OnePatch {
  readonly path: string;
  readonly proposal: Extract<PatchProposal, { kind: 'patch' }>;
  readonly prove: () => void;
  readonly isProving: boolean;
}

function Patch({ path, proposal, prove, isProving }: OnePatch) {
  const { applied, patch, guard, lines, policyDiff, cli } = proposal;
  const change = useWrite<PatchChange>({ refresh: touched });
  const dryRun = useRead<DryRun>(`${path}/dry-run`);
  const mayApply = useMay('applyPatch');
  const mayProve = useMay('startProof');
  const drop = (): void =>
    change.run(
      { method: 'DELETE', path },
      { onSuccess: () => toast({ text: `${patch.id} is out of force`, undo: () => again() }) },
    );
  // It was in force a moment ago: taking it back needs no second thought.
  const again = (): void => change.run({ path: `${path}?force=true` });
  const isTooWide = change.error instanceof ApiFailure && change.error.code === 'PATCH_TOO_WIDE';
  const apply = (thenProve: boolean, { force = false } = {}): void =>
    change.run(
      { path: force ? `${path}?force=true` : path },
      {
        onSuccess: ({ gateway }) => {
          const where = gateway ? 'in force at the running gateway' : 'saved; no gateway runs';
          toast({
            text: `${patch.id} is ${where}`,
            undo: () => change.runAsync({ method: 'DELETE', path }).then(() => undefined),
          });
          if (thenProve) prove();
        },
      },
    );
  const canApply = mayApply && !applied && !change.isPending && !isProving;
  useKeys({
    ...(canApply ? { a: () => apply(mayProve) } : {}),
    ...(mayApply && applied && !change.isPending && !isProving ? { d: drop } : {}),
  });
  return (
    <>
      <p>
        {applied ? <Badge tone="ok">In force</Badge> : <Badge>Not in force</Badge>} The guard <code>{guard}</code> at{' '}
        <code>{patch.operation}</code>, until {patch.expires}
        {patch.owner && ` (${patch.owner})`}. After that day it keeps denying, and warns.
      </p>
      <div className={styles['columns']}>
        {applied ? (
          <Diff text={lines.join('\n')} label="The patch" />
        ) : (
          <Diff text={policyDiff} label="The patch, as a change of the policy" />
        )}
        <div className={styles['stack']}>
          {dryRun.data && <DryRunView of={dryRun.data} />}
          {!dryRun.data && !dryRun.error && <Loading what="the dry run" lines={3} />}
          {dryRun.error && !dryRun.data && (
            <Failed cause={dryRun.error} what="The dry run" retry={() => void dryRun.refetch()} />
          )}
        </div>
      </div>
      <FailureLine failure={change.error} />
      {mayApply && (
        <div className={styles['buttons']}>
          {applied ? (
            <Button kind="danger" hotkey="d" disabled={isProving} busy={change.isPending} onClick={drop}>
              Drop the patch
            </Button>
          ) : (
            <>
              <Button kind="primary" hotkey="a" busy={change.isPending} onClick={() => apply(mayProve)}>
                {mayProve ? 'Apply and prove' : 'Apply'}
              </Button>
              {mayProve && (
                <Button busy={change.isPending} onClick={() => apply(false)}>
                  Apply only
                </Button>
              )}
              {isTooWide && (
                <Button kind="danger" busy={change.isPending} onClick={() => apply(mayProve, { force: true })}>
                  Apply although it denies them
                </Button>
              )}
            </>
          )}
        </div>
      )}
      <AsCommand text={applied ? `portcullis patch drop ${patch.id}` : cli} />
    </>
  );
}
