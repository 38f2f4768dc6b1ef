import type { EventSink, SecurityEvent } from '../core/events.js';
import { uuidv7 } from '../core/ids.js';
import type { Refusal } from './refusal.js';
import type { VendorUse } from './gate.js';

/** What is known of a call when it is over. Never its path, query or values. */
export interface CallRecord {
  readonly startedAt: number;
  readonly method: string;
  status: number;
  bytesIn: number;
  bytesOut: number;
  use: Partial<VendorUse>;
  operationId: string | undefined;
  refusal: Refusal | undefined;
  /** Places of the answer that the contract does not know. */
  drift: readonly string[];
}

const mostDrift = 5;
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']);

export function beginRecord(method: string, now: number): CallRecord {
  return {
    startedAt: now,
    method: knownMethods.has(method) ? method : 'OTHER',
    status: 0,
    bytesIn: 0,
    bytesOut: 0,
    use: {},
    operationId: undefined,
    refusal: undefined,
    drift: [],
  };
}

function outcomeOf({ refusal }: CallRecord): Pick<SecurityEvent, 'outcome' | 'severity'> {
  if (!refusal) return { outcome: 'allowed', severity: 'info' };
  return refusal.isDenial ? { outcome: 'denied', severity: 'medium' } : { outcome: 'failed', severity: 'low' };
}

/** The event of a call. Those that were not simply allowed are on disk when this returns. */
export function tellOfCall(record: CallRecord, micros: number, sink: EventSink): void {
  const { startedAt, method, status, bytesIn, bytesOut, use, operationId, refusal, drift } = record;
  const { application, ...where } = use;
  const event: SecurityEvent = {
    id: uuidv7(startedAt),
    time: startedAt,
    kind: 'egress_call',
    ...outcomeOf(record),
    api: application ?? 'egress',
    method,
    status,
    micros: Math.round(micros),
    bytesIn,
    bytesOut,
    ...(operationId === undefined ? {} : { operationId }),
    ...(drift.length ? { signals: 'drift' } : {}),
    detail: {
      ...where,
      method,
      ...(refusal ? { reason: refusal.code } : {}),
      ...(drift.length ? { unknownProperties: drift.slice(0, mostDrift) } : {}),
    },
  };
  if (event.outcome === 'allowed' && drift.length === 0) sink.batch(event);
  else sink.write(event);
}
