import { openStore } from '../../../src/store/open-store.js';
import type { Detection } from '../../../src/telemetry/detection/detection.js';
import type { Project } from '../bench.js';

export const detectionId = '01a210c1-dc67-7174-8605-4bdb384032a4';

export const detection: Detection = {
  id: detectionId,
  time: Date.UTC(2026, 10, 24, 12),
  rule: 'decoy-touched',
  version: 1,
  title: 'Decoy touched',
  severity: 'high',
  summary: 'A decoy (path) was touched',
  about: { kind: 'actor', id: 'address:198.51.100.7 agent:agent001' },
  actor: { key: 'address:198.51.100.7 agent:agent001', address: '198.51.100.7', agent: 'agent001' },
  operations: [],
  windowSeconds: 600,
  observed: 1,
  threshold: 1,
  samples: ['01a210c1-dc02-777a-8460-1bc9e0991f24'],
  attack: 'T1595',
  owasp: 'malicious_extraneous',
  runbook: 'docs/detections.md#decoy-touched',
  dedupSeconds: 900,
  suppressed: 0,
  acts: ['block', 'alert'],
  proposes: [],
};

/** Puts a detection with a block into the store of a project. */
export async function notice(project: Project): Promise<void> {
  const store = openStore(project.file('.portcullis'));
  const { id, rule, time, about } = detection;
  const createdAt = Date.now();
  const block = {
    id: '01a210c1-dc67-7174-8605-4bdb384032a5',
    detectionId: id,
    actor: about.id,
    effect: 'block',
  } as const;
  const record = { id, rule, time, about: `${about.kind} ${about.id}`, document: detection };
  await store.detections.add(record, [{ ...block, createdAt, expiresAt: createdAt + 900_000 }]);
  await store.close();
}
