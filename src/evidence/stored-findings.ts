import type { FindingStatus } from '../core/finding.js';
import type { StoredFinding } from '../store/store.js';
import type { EvidenceSource } from './item.js';

const atOnce = 500;
const most = 10_000;

/** Findings of these states, worst first. */
export async function findingsOf(
  { findings }: Pick<EvidenceSource['store'], 'findings'>,
  status: readonly FindingStatus[],
): Promise<readonly StoredFinding[]> {
  const found: StoredFinding[] = [];
  for (let last: StoredFinding | undefined; found.length < most; last = found.at(-1)) {
    const after = last && {
      severity: last.finding.severity,
      lastSeenAt: last.lastSeenAt,
      fingerprint: last.finding.fingerprint,
    };
    const page = await findings.page({ status, limit: atOnce, ...(after ? { after } : {}) });
    found.push(...page);
    if (page.length < atOnce) break;
  }
  return found;
}

/** True when anything was ever assessed: without it, no finding means nothing. */
export async function wasAssessed({ runs }: Pick<EvidenceSource['store'], 'runs'>): Promise<boolean> {
  return (await runs.summaries({ limit: 1 })).length > 0;
}
