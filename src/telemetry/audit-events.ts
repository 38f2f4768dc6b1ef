import type { SecurityEvent } from '../core/events.js';
import type { AuditEntry, AuditLogStore } from '../store/store.js';
import type { CompiledQuery } from './query-match.js';
import type { SearchOptions } from './event-search.js';

/** A record of the audit log in the form of an event, so that the same queries and exports hold for both. */
export function auditEvent({ n, time, kind, actor, subject, detail }: AuditEntry): SecurityEvent {
  return {
    id: `audit-${n}`,
    time,
    kind: 'admin_action',
    outcome: 'info',
    severity: 'info',
    principalId: actor,
    code: kind,
    detail: { ...(subject === undefined ? {} : { subject }), ...detail },
  };
}

const atOnce = 1000;

/** Records of the audit log that match, newest first. */
export async function* searchAudit(
  audit: Pick<AuditLogStore, 'list'>,
  { filter, matches }: CompiledQuery & { readonly matches: (event: SecurityEvent) => boolean },
  { limit, signal }: SearchOptions,
): AsyncGenerator<SecurityEvent> {
  const { since, until } = filter;
  const times = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  let left = limit;
  for (let before = Number.MAX_SAFE_INTEGER; left > 0;) {
    signal?.throwIfAborted();
    const page = await audit.list({ ...times, before, limit: atOnce });
    for (const entry of page) {
      const event = auditEvent(entry);
      if (!matches(event)) continue;
      yield event;
      left -= 1;
      if (left === 0) return;
    }
    if (page.length < atOnce) return;
    before = page.at(-1)!.n;
  }
}
