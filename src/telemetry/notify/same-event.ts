import { createHash } from 'node:crypto';
import type { SecurityEvent } from '../../core/events.js';

/** The same for events that say the same about the same: kind, reason, operation, and who or what it is about. */
export function sameness(event: SecurityEvent): string {
  const { kind, code, guard, api, operationId, principalId, client, detail } = event;
  const about = detail?.['about'] ?? principalId ?? client;
  const parts = [kind, code, guard, api, operationId, detail?.['rule'], detail?.['what'], about];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
