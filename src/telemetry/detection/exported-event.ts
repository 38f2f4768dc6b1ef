import { eventKinds, type EventKind, type SecurityEvent } from '../../core/events.js';
import { severities, type Severity } from '../../core/finding.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const texts = ['agent', 'session', 'account', 'object', 'template', 'signals', 'guard'] as const;
const numbers = ['objectNumber', 'limitUsed', 'cost', 'bytesIn', 'bytesOut', 'micros'] as const;
const outcomes: readonly SecurityEvent['outcome'][] = ['allowed', 'denied', 'would-deny', 'failed', 'info'];
/** OCSF severity ids 1 to 5. */
const bySeverityId: readonly Severity[] = ['info', 'info', 'low', 'medium', 'high', 'critical'];

/** An event from a line of `events export` (OCSF), or from the own form in JSON; undefined when it is neither. */
export function readExportedEvent(line: string): SecurityEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  return value['class_uid'] === undefined ? ownForm(value) : fromOcsf(value);
}

function ownForm(value: Fields): SecurityEvent | undefined {
  const { id, time, kind, outcome, severity } = value;
  const isEvent = typeof id === 'string' && isTime(time) && isKind(kind) && isOutcome(outcome) && isSeverity(severity);
  return isEvent ? (value as unknown as SecurityEvent) : undefined;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isKind = (value: unknown): value is EventKind => (eventKinds as readonly unknown[]).includes(value);
const isSeverity = (value: unknown): value is Severity => (severities as readonly unknown[]).includes(value);
const isOutcome = (value: unknown): value is SecurityEvent['outcome'] =>
  (outcomes as readonly unknown[]).includes(value);

function fromOcsf(value: Fields): SecurityEvent | undefined {
  const metadata = fieldsOf(value['metadata']);
  const unmapped = fieldsOf(value['unmapped']);
  const { uid: id, event_code: kind } = metadata;
  const { time } = value;
  const { outcome } = unmapped;
  if (typeof id !== 'string' || !isTime(time) || !isKind(kind) || !isOutcome(outcome)) return undefined;
  const api = fieldsOf(value['api']);
  const user = fieldsOf(value['user'] ?? fieldsOf(value['actor'])['user']);
  const operationId = api['operation'] === 'unknown' ? undefined : api['operation'];
  return {
    id,
    time,
    kind,
    outcome,
    severity: bySeverityId[Number(value['severity_id'])] ?? 'info',
    ...text('api', fieldsOf(api['service'])['name'] ?? fieldsOf(value['service'])['name']),
    ...text('operationId', operationId),
    ...text('principalId', user['uid']),
    ...text('credentialId', user['credential_uid']),
    ...text('client', fieldsOf(value['src_endpoint'])['ip']),
    ...text('exchangeId', metadata['correlation_uid']),
    ...text('method', fieldsOf(value['http_request'])['http_method']),
    ...number('status', fieldsOf(value['http_response'])['code']),
    ...text('code', value['status_code']),
    ...Object.assign({}, ...texts.map((name) => text(name, unmapped[name]))),
    ...Object.assign({}, ...numbers.map((name) => number(name, unmapped[name]))),
    ...(isFields(unmapped['detail']) ? { detail: unmapped['detail'] } : {}),
  };
}

function text(name: keyof SecurityEvent, value: unknown): Partial<SecurityEvent> {
  return typeof value === 'string' ? { [name]: value } : {};
}

function number(name: keyof SecurityEvent, value: unknown): Partial<SecurityEvent> {
  return isTime(value) ? { [name]: value } : {};
}
