import type { Store } from '../store.js';
import { auditOf, makeAuditLogStore } from './audit-log.js';
import { makeCheckpointStore } from './checkpoints.js';
import { makeConsoleStore } from './console.js';
import { makeDataKeyStore } from './data-keys.js';
import { makeCellStore } from './data-keys-cells.js';
import { makeSecretStore } from './data-keys-secrets.js';
import { makeDetectionStore } from './detections.js';
import { makeFindingStore } from './findings.js';
import { makeIncidentStore } from './incidents.js';
import { makeKeyStore } from './keys.js';
import { makeLeaseStore } from './leases.js';
import { makeLearnedOwnerStore } from './learned-owners.js';
import { makeLearningStore } from './learning.js';
import { makePersonNameStore } from './person-names.js';
import { makePolicyVersionStore } from './policy-versions.js';
import { makeRunStore } from './runs.js';
import { makeVendorStore } from './vendors.js';
import type { Sql } from './work.js';

export interface ControlOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Who changes what is changed, for the audit log. */
  readonly actor: () => string;
}

/** Every part of a store but its events, on any engine. */
export function makeControlStores(sql: Sql, { now, actor }: ControlOptions): Omit<Store, 'events' | 'close'> {
  const audit = auditOf(now, actor);
  return {
    keys: makeKeyStore(sql, now, audit),
    runs: makeRunStore(sql, audit),
    findings: makeFindingStore(sql, now, audit),
    policyVersions: makePolicyVersionStore(sql, now, audit),
    learnedOwners: makeLearnedOwnerStore(sql),
    learning: makeLearningStore(sql, audit),
    incidents: makeIncidentStore(sql, audit),
    detections: makeDetectionStore(sql, now, audit),
    console: makeConsoleStore(sql, now, audit),
    audit: makeAuditLogStore(sql, audit),
    checkpoints: makeCheckpointStore(sql),
    leases: makeLeaseStore(sql, now),
    vendors: makeVendorStore(sql, now, audit),
    vault: {
      keys: makeDataKeyStore(sql, now, audit),
      secrets: makeSecretStore(sql, now, audit),
      cells: makeCellStore(sql),
      names: makePersonNameStore(sql),
    },
  };
}
