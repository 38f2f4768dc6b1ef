import type { Finding, Run } from '../core/finding.js';
import type { RunChanges, RunScope, Store } from '../store/store.js';

/** A run as it was recorded, with what it changed among the known findings. */
export interface Recorded {
  /** Its findings have the status that they have now: an accepted one stays accepted. */
  readonly run: Run;
  readonly changes: RunChanges;
}

/** Records a run; what people decided about its findings before holds for the report too. */
export async function recordRun(store: Store, run: Run, scope: RunScope): Promise<Recorded> {
  const changes = await store.findings.recordRun(run, scope);
  const findings = await Promise.all(run.findings.map((finding) => withStatus(store, finding)));
  return { run: { ...run, findings }, changes };
}

async function withStatus(store: Store, finding: Finding): Promise<Finding> {
  const { status } = (await store.findings.get(finding.fingerprint)).finding;
  return status === finding.status ? finding : { ...finding, status };
}
