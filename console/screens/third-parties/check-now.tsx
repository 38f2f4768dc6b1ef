import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../shared/button.js';
import { FailureLine } from '../../shared/field.js';
import { JobLog } from '../../shared/job-log.js';
import { useJob, type Job } from '../../shared/job.js';
import { counted } from '../../shared/number.js';
import { useMay } from '../../shared/session.js';
import { useWrite } from '../../shared/use-write.js';
import styles from './third-parties.module.css';

interface CheckResult {
  readonly checks: readonly { readonly vendor: string; readonly findings: number }[];
}

const changed = /^\/(?:vendors|findings|runs|overview)/;

/** Looks at the posture now: of one, or of all. */
export function CheckNow({ name }: { readonly name?: string }) {
  const client = useQueryClient();
  const [id, setId] = useState<string>();
  const start = useWrite<Job<CheckResult>>({ done: (job) => setId(job.id) });
  const { job, lines, error } = useJob<CheckResult>(
    id,
    () => void client.invalidateQueries({ predicate: ({ queryKey }) => changed.test(String(queryKey[0])) }),
  );
  const isRunning = id !== undefined && (job === undefined || job.state === 'running');
  if (!useMay('checkVendors')) return null;
  return (
    <div className={styles['stack']}>
      <div className={styles['buttons']}>
        <Button
          busy={start.isPending || isRunning}
          onClick={() => start.run({ path: '/vendors/checks', body: name === undefined ? {} : { names: [name] } })}
        >
          {name === undefined ? 'Check all now' : 'Check now'}
        </Button>
        <span role="status" className={styles['soft']}>
          {isRunning ? 'Looking at TLS, headers, DNS, security.txt and contract…' : endText(job)}
        </span>
      </div>
      <FailureLine failure={start.error ?? (isRunning ? error : undefined)} />
      {isRunning && lines.length > 0 && <JobLog lines={lines} label="Log of the check" />}
      {job?.state === 'failed' && (
        <p role="alert">
          {job.problem?.detail} {job.problem?.expected && `Expected: ${job.problem.expected}.`} {job.problem?.hint}
        </p>
      )}
    </div>
  );
}

function endText(job: Job<CheckResult> | undefined): string {
  if (job?.state === 'stopped') return 'It was stopped.';
  if (job?.state !== 'done' || !job.result) return '';
  const { checks } = job.result;
  const found = checks.reduce((sum, { findings }) => sum + findings, 0);
  return `Looked at ${counted(checks.length, 'third party', 'third parties')}: ${counted(found, 'finding')}.`;
}
