import { run, type Work } from './work.js';

/** What was dropped. */
export interface ForgottenFindings {
  readonly findings: number;
  readonly runs: number;
}

/**
 * Drops findings that are fixed and were not seen since a time, and runs before it. What is open, accepted or a false
 * positive stays, and so does the run that saw a finding last: it has the evidence.
 */
export function* forgetFindings(before: number): Work<ForgottenFindings> {
  const old = `status = 'fixed' AND last_seen < ?`;
  yield* run(`DELETE FROM finding_change WHERE fingerprint IN (SELECT fingerprint FROM finding WHERE ${old})`, before);
  const findings = yield* run(`DELETE FROM finding WHERE ${old}`, before);
  const runs = yield* run(
    'DELETE FROM run WHERE started < ? AND id NOT IN (SELECT last_run FROM finding UNION SELECT first_run FROM finding)',
    before,
  );
  return { findings, runs };
}
