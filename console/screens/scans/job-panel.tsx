import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { AsCommand } from '../../shared/as-command.js';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { useJob, type Job } from '../../shared/job.js';
import { JobLog } from '../../shared/job-log.js';
import { counted } from '../../shared/number.js';
import { pathTo } from '../../shared/path.js';
import { Section } from '../../shared/screen.js';
import { useMay } from '../../shared/session.js';
import { Badge, type Tone } from '../../shared/severity.js';
import { useWrite } from '../../shared/use-write.js';
import type { RunResult } from './types.js';
import styles from './scans.module.css';

const tones: Readonly<Record<Job['state'], Tone>> = { running: 'low', done: 'ok', failed: 'high', stopped: 'medium' };

/** A scan as it goes on, and what it came to. */
export function JobPanel({ id, close }: { readonly id: string; readonly close: () => void }) {
  const client = useQueryClient();
  const { job, lines, error } = useJob<RunResult>(
    id,
    () => void client.invalidateQueries({ predicate: ({ queryKey }) => changed.test(String(queryKey[0])) }),
  );
  const mayStop = useMay('stopJob');
  const stop = useWrite<Job>();
  if (!job) return error ? <FailureLine failure={error} /> : null;
  const isRunning = job.state === 'running';
  return (
    <Section
      title={
        <>
          {job.kind} of {job.subject} <Badge tone={tones[job.state]}>{job.state}</Badge>
        </>
      }
      actions={
        <div className={styles['buttons']}>
          {isRunning && mayStop && (
            <Button busy={stop.isPending} onClick={() => stop.run({ method: 'DELETE', path: `/jobs/${id}` })}>
              Stop
            </Button>
          )}
          {!isRunning && <Button onClick={close}>Close</Button>}
        </div>
      }
    >
      <JobLog lines={lines} label="Log of the scan" />
      <FailureLine failure={stop.error ?? (isRunning ? error : undefined)} />
      {job.state === 'done' && job.result && <Result of={job.result} />}
      {job.state === 'failed' && (
        <p role="alert">
          {job.problem?.detail} {job.problem?.expected && `Expected: ${job.problem.expected}.`} {job.problem?.hint}
        </p>
      )}
      {job.state === 'stopped' && <p role="status">It was stopped; what was found until then is kept.</p>}
      <AsCommand text={job.cli} />
    </Section>
  );
}

const changed = /^\/(?:runs|jobs|findings|overview|operations)/;

function Result({ of: { run, findings, opened, regressed, fixed, outcome } }: { readonly of: RunResult }) {
  const changes = [
    opened !== undefined && `${opened} new`,
    regressed ? `${regressed} regressed` : false,
    fixed ? `${fixed} gone` : false,
  ].filter(Boolean);
  return (
    <p role="status">
      <Link href="/findings">{counted(findings, 'finding')}</Link>
      {changes.length > 0 && ` (${changes.join(', ')})`}, {outcome}.{' '}
      <Link href={pathTo('scans', run)}>What was covered</Link>
    </p>
  );
}
