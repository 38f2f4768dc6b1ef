import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { FindingStatus } from '../../../src/core/finding.js';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { useJob, type FollowedJob, type Job } from '../../shared/job.js';
import { JobLog } from '../../shared/job-log.js';
import { useKeys } from '../../shared/keyboard.js';
import { useQueryState } from '../../shared/query-state.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge } from '../../shared/severity.js';
import { Time } from '../../shared/time.js';
import { useRead } from '../../shared/use-read.js';
import { useWrite } from '../../shared/use-write.js';
import { ProofView, verdictWords } from './proof-view.js';
import type { ProofResult, ProofRow, RunWithProof } from './types.js';
import styles from './finding.module.css';

export interface ProofWork {
  readonly followed: FollowedJob<ProofResult>;
  readonly isRunning: boolean;
  readonly failure: unknown;
  start(): void;
  stop(): void;
}

/** Starts a proof and follows it. Its job stands in the address: a reload goes on with it. */
export function useProof(fingerprint: string): ProofWork {
  const [job, setJob] = useQueryState('proof');
  const client = useQueryClient();
  const refresh = (): Promise<void> =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^\/(?:findings|runs|overview)/.test(String(queryKey[0])),
    });
  const followed = useJob<ProofResult>(job || undefined, () => void refresh());
  const start = useWrite<Job<ProofResult>>({ done: ({ id }) => setJob(id) });
  const end = useWrite<Job>();
  const isKnown = followed.job !== undefined && followed.job.subject === fingerprint;
  return {
    followed: isKnown ? followed : { job: undefined, lines: [], error: followed.error },
    isRunning: start.isPending || (isKnown && followed.job?.state === 'running'),
    failure: start.error ?? end.error,
    start: () => start.run({ path: `/findings/${fingerprint}/proofs` }),
    stop: () => end.run({ method: 'DELETE', path: `/jobs/${job}` }),
  };
}

interface ProofParts {
  readonly fingerprint: string;
  readonly status: FindingStatus;
  readonly proofs: readonly ProofRow[];
  readonly proof: ProofWork;
  /** The patch is in force, or the policy closes it. */
  readonly canProve: boolean;
}

/** The attack and its legitimate twin, directly and through the gateway: live while it runs, then with all it stands on. */
export function ProofSection({ fingerprint, status, proofs, proof, canProve }: ProofParts) {
  const { followed, isRunning, failure, start, stop } = proof;
  const may = useMay('startProof');
  const mayStop = useMay('stopJob');
  useKeys(may && canProve && !isRunning ? { p: start } : {});
  const { job, lines } = followed;
  const fresh = job?.state === 'done' ? job.result?.proof : undefined;
  const last = proofs[0];
  return (
    <Section
      title="Proof"
      actions={
        may && (
          <div className={styles['buttons']}>
            {isRunning && mayStop && <Button onClick={stop}>Stop</Button>}
            <Button hotkey="p" disabled={!canProve} busy={isRunning} onClick={start}>
              {last || fresh ? 'Prove again' : 'Prove'}
            </Button>
          </div>
        )
      }
    >
      {status === 'patched' && (
        <p>
          <Badge tone="ok">Patched at the gateway</Badge> It stays open against the code until a scan finds it gone
          directly.
        </p>
      )}
      <FailureLine failure={failure} />
      {isRunning && <JobLog lines={lines} label="Steps of the proof" />}
      {job?.state === 'failed' && (
        <p role="alert">
          The proof could not be made: {job.problem?.detail} {job.problem?.hint}
        </p>
      )}
      {job?.state === 'stopped' && <p role="status">The proof was stopped.</p>}
      {!isRunning && fresh && <ProofView proof={fresh} />}
      {!isRunning && !fresh && last && <StoredProof row={last} />}
      {!isRunning && !fresh && !last && (
        <p className={styles['soft']}>
          {canProve
            ? 'Not proved yet: a proof sends the attack, its control and variants through the gateway.'
            : 'A proof needs the patch in force.'}
        </p>
      )}
      {proofs.length > 1 && <Earlier rows={proofs.slice(1)} />}
      <AsCommand text={`portcullis prove ${fingerprint.slice(0, 8)}`} />
    </Section>
  );
}

function StoredProof({ row }: { readonly row: ProofRow }) {
  const { data } = useRead<RunWithProof>(`/runs/${row.id}`);
  return (
    <>
      <p className={styles['soft']}>
        <Time at={row.finishedAt} />
        {data?.target !== undefined && ` at ${data.target}`}
      </p>
      {data?.proof && <ProofView proof={data.proof} />}
    </>
  );
}

function Earlier({ rows }: { readonly rows: readonly ProofRow[] }) {
  return (
    <p className={styles['soft']}>
      Earlier:{' '}
      {rows.map(({ id, finishedAt, verdict }, n) => (
        <span key={id}>
          {n > 0 && ', '}
          <Link href={`/scans/${id}`}>
            {verdict ? verdictWords[verdict].label : 'proof'} <Time at={finishedAt} />
          </Link>
        </span>
      ))}
    </p>
  );
}
