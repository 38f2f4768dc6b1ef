import { openApiOf } from './openapi.js';
import { operation, type ConsoleOperation } from './operation.js';
import { auditLogOperations } from './resources/audit-log.js';
import { clientOperations } from './resources/clients.js';
import { complianceOperations } from './resources/compliance.js';
import { detectionOperations } from './resources/detections.js';
import { eventOperations } from './resources/events.js';
import { findingOperations } from './resources/findings.js';
import { identityOperations } from './resources/identities.js';
import { incidentOperations } from './resources/incidents.js';
import { inventoryOperations } from './resources/inventory.js';
import { keyOperations } from './resources/keys.js';
import { learnOperations } from './resources/learn.js';
import { overviewOperations } from './resources/overview.js';
import { patchOperations } from './resources/patches.js';
import { policyOperations } from './resources/policy.js';
import { runOperations } from './resources/runs.js';
import { sessionOperations } from './resources/session.js';
import { settingsOperations } from './resources/settings.js';
import { vendorOperations } from './resources/vendors.js';

/** The control API: what is routed, checked and documented is this list and nothing else. */
export const consoleOperations: readonly ConsoleOperation[] = Object.freeze([
  ...sessionOperations(() => consoleOperations),
  ...overviewOperations,
  ...inventoryOperations,
  ...findingOperations,
  ...patchOperations,
  ...runOperations,
  ...eventOperations,
  ...clientOperations,
  ...detectionOperations,
  ...policyOperations,
  ...keyOperations,
  ...identityOperations,
  ...auditLogOperations,
  ...incidentOperations,
  ...vendorOperations,
  ...complianceOperations,
  ...learnOperations,
  ...settingsOperations,
  operation({
    id: 'getContract',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    roles: 'session',
    run: async ({ app }) => openApiOf(consoleOperations, app.version),
  }),
]);
