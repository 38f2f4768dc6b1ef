import type { StoredDetection } from '../store/detections.js';
import type { Detection } from '../telemetry/detection/detection.js';

/** A detection as a row of a list. */
export function detectionRow({ id, rule, about, time, state, closedBy, reason, blocks, document }: StoredDetection) {
  const {
    title,
    severity,
    summary,
    actor,
    operations = [],
    proposes = [],
    observed,
    threshold,
  } = document as Partial<Detection>;
  return {
    id,
    rule,
    title: title ?? rule,
    severity: severity ?? 'info',
    summary: summary ?? '',
    about,
    time,
    state,
    actor: actor ?? null,
    operations,
    proposes,
    observed: observed ?? null,
    threshold: threshold ?? null,
    closedBy: closedBy ?? null,
    reason: reason ?? null,
    blocks,
  };
}
