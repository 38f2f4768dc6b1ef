import type { RequestPart } from '../core/finding.js';
import type { StoredFinding } from '../store/store.js';

/** A finding as a row of a list. */
export function findingRow({ finding, firstSeenAt, lastSeenAt, triage }: StoredFinding) {
  const { fingerprint, ruleId, title, severity, confidence, status, source, api, operationId, part, message } = finding;
  return {
    fingerprint,
    rule: ruleId,
    title,
    severity,
    confidence,
    status,
    source,
    api,
    operation: operationId ?? null,
    part: part ? partText(part) : null,
    message,
    firstSeenAt,
    lastSeenAt,
    triage: triage ?? null,
  };
}

export type FindingView = ReturnType<typeof findingRow>;

function partText(part: RequestPart): string {
  return Object.values(part)
    .filter((value) => typeof value === 'string' && value !== '')
    .join(' ');
}
