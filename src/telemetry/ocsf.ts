import type { EventKind, SecurityEvent } from '../core/events.js';
import type { Severity } from '../core/finding.js';

/** Version of the OCSF schema that the fields are of. */
export const ocsfVersion = '1.5.0';

interface Activity {
  readonly id: number;
  readonly name: string;
}

/** A class of OCSF: its parts that are not those of every event. */
interface EventClass {
  readonly categoryUid: number;
  readonly categoryName: string;
  readonly uid: number;
  readonly name: string;
  fields(event: SecurityEvent): Record<string, unknown>;
}

const other: Activity = { id: 99, name: 'Other' };
const create: Activity = { id: 1, name: 'Create' };
const update: Activity = { id: 3, name: 'Update' };
const remove: Activity = { id: 4, name: 'Delete' };
const logon: Activity = { id: 1, name: 'Logon' };

const apiActivity: EventClass = {
  categoryUid: 6,
  categoryName: 'Application Activity',
  uid: 6003,
  name: 'API Activity',
  fields: (event) => ({
    actor: { user: userOf(event) },
    api: {
      operation: event.operationId ?? 'unknown',
      ...(event.api === undefined ? {} : { service: { name: event.api } }),
    },
    src_endpoint: endpointOf(event),
    ...httpOf(event),
  }),
};

const authentication: EventClass = {
  categoryUid: 3,
  categoryName: 'Identity & Access Management',
  uid: 3002,
  name: 'Authentication',
  fields: (event) => ({
    user: userOf(event),
    service: { name: event.api ?? 'portcullis' },
    is_remote: true,
    src_endpoint: endpointOf(event),
    ...httpOf(event),
  }),
};

const entityManagement: EventClass = {
  categoryUid: 3,
  categoryName: 'Identity & Access Management',
  uid: 3004,
  name: 'Entity Management',
  fields: (event) => ({ actor: { user: userOf(event) }, entity: entityOf(event) }),
};

const lifecycle: EventClass = {
  categoryUid: 6,
  categoryName: 'Application Activity',
  uid: 6002,
  name: 'Application Lifecycle',
  fields: () => ({ app: { name: 'Portcullis', vendor_name: 'Portcullis' } }),
};

const detectionFinding: EventClass = {
  categoryUid: 2,
  categoryName: 'Findings',
  uid: 2004,
  name: 'Detection Finding',
  fields: (event) => ({
    finding_info: {
      uid: event.id,
      title: String(event.detail?.['title'] ?? event.code ?? event.kind),
      created_time: event.time,
    },
    is_alert: true,
    ...(event.client === undefined ? {} : { evidences: [{ src_endpoint: endpointOf(event) }] }),
  }),
};

type Rule = readonly [EventClass, Activity | 'method'];

const rules: Readonly<Record<EventKind, Rule>> = {
  access: [apiActivity, 'method'],
  denial: [apiActivity, 'method'],
  would_deny: [apiActivity, 'method'],
  would_change: [apiActivity, 'method'],
  input_sanitized: [apiActivity, 'method'],
  authn_login_fail: [authentication, logon],
  authn_login_success: [authentication, logon],
  policy_changed: [entityManagement, update],
  certificate_changed: [entityManagement, update],
  certificate_refused: [entityManagement, update],
  scheduled_run: [entityManagement, other],
  lesson_due: [entityManagement, other],
  pentest_started: [entityManagement, other],
  pentest_finding: [entityManagement, create],
  pentest_finished: [entityManagement, other],
  patch_applied: [entityManagement, create],
  patch_dropped: [entityManagement, remove],
  key_created: [entityManagement, create],
  key_revoked: [entityManagement, remove],
  key_used: [authentication, logon],
  admin_action: [entityManagement, other],
  sys_startup: [lifecycle, { id: 3, name: 'Start' }],
  sys_shutdown: [lifecycle, { id: 4, name: 'Stop' }],
  sys_monitor_disabled: [lifecycle, other],
  sys_gap: [lifecycle, other],
  egress_call: [apiActivity, other],
  egress_certificate_changed: [apiActivity, other],
  webhook_refused: [apiActivity, other],
  console_login: [authentication, logon],
  detector_changed: [entityManagement, update],
  detection: [detectionFinding, create],
  response_applied: [entityManagement, create],
  response_proposed: [entityManagement, other],
  response_undone: [entityManagement, remove],
};

const methods: Readonly<Record<string, Activity>> = {
  POST: create,
  GET: { id: 2, name: 'Read' },
  HEAD: { id: 2, name: 'Read' },
  PUT: update,
  PATCH: update,
  DELETE: remove,
};

const severityIds: Readonly<Record<Severity, Activity>> = {
  info: { id: 1, name: 'Informational' },
  low: { id: 2, name: 'Low' },
  medium: { id: 3, name: 'Medium' },
  high: { id: 4, name: 'High' },
  critical: { id: 5, name: 'Critical' },
};

/** What became of it: status, and action and disposition of the profile Security Control. */
const outcomes: Readonly<Record<SecurityEvent['outcome'], Readonly<Record<string, unknown>>>> = {
  allowed: {
    status_id: 1,
    status: 'Success',
    action_id: 1,
    action: 'Allowed',
    disposition_id: 1,
    disposition: 'Allowed',
  },
  denied: {
    status_id: 2,
    status: 'Failure',
    action_id: 2,
    action: 'Denied',
    disposition_id: 2,
    disposition: 'Blocked',
  },
  'would-deny': {
    status_id: 1,
    status: 'Success',
    action_id: 1,
    action: 'Allowed',
    disposition_id: 17,
    disposition: 'Logged',
  },
  failed: {
    status_id: 2,
    status: 'Failure',
    action_id: 0,
    action: 'Unknown',
    disposition_id: 0,
    disposition: 'Unknown',
  },
  info: {
    status_id: 1,
    status: 'Success',
    action_id: 1,
    action: 'Allowed',
    disposition_id: 16,
    disposition: 'No Action',
  },
};

/** The event in the field names of OCSF; what OCSF has no place for stands in `unmapped`. */
export function toOcsf(event: SecurityEvent, productVersion: string): Record<string, unknown> {
  const [eventClass, rule] = rules[event.kind];
  const activity = rule === 'method' ? (methods[event.method ?? ''] ?? other) : rule;
  const severity = severityIds[event.severity];
  return {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: eventClass.categoryUid,
    category_name: eventClass.categoryName,
    class_uid: eventClass.uid,
    class_name: eventClass.name,
    type_uid: eventClass.uid * 100 + activity.id,
    type_name: `${eventClass.name}: ${activity.name}`,
    time: event.time,
    severity_id: severity.id,
    severity: severity.name,
    ...outcomes[event.outcome],
    ...(event.code === undefined ? {} : { status_code: event.code }),
    ...(event.micros === undefined ? {} : { duration: Math.round(event.micros / 1000) }),
    message: messageOf(event),
    ...eventClass.fields(event),
    metadata: metadataOf(event, productVersion),
    unmapped: unmappedOf(event),
  };
}

/** One line for people: what happened to which operation, and why. */
export function messageOf({ kind, operationId, code, guard }: SecurityEvent): string {
  return [kind, operationId, code, guard && `(${guard})`].filter(Boolean).join(' ');
}

function metadataOf({ id, kind, exchangeId }: SecurityEvent, version: string): Record<string, unknown> {
  return {
    version: ocsfVersion,
    uid: id,
    event_code: kind,
    log_name: 'portcullis',
    product: { name: 'Portcullis', vendor_name: 'Portcullis', version },
    profiles: ['security_control'],
    ...(exchangeId === undefined ? {} : { correlation_uid: exchangeId }),
  };
}

function unmappedOf(event: SecurityEvent): Record<string, unknown> {
  const { outcome, guard, bytesIn, bytesOut, micros, detail } = event;
  const { agent, session, account, object, objectNumber, template, limitUsed, cost, signals } = event;
  const forDetectors = { agent, session, account, object, objectNumber, template, limitUsed, cost, signals };
  const entries = Object.entries({ outcome, guard, bytesIn, bytesOut, micros, ...forDetectors, detail });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function userOf({ principalId, credentialId, detail }: SecurityEvent): Record<string, unknown> {
  const uid = principalId ?? detail?.['by'];
  const user =
    typeof uid === 'string' ? { uid, type_id: 1, type: 'User' } : { name: 'unknown', type_id: 0, type: 'Unknown' };
  return credentialId === undefined ? user : { ...user, credential_uid: credentialId };
}

function endpointOf({ client }: SecurityEvent): Record<string, unknown> {
  return client === undefined ? { name: 'unknown' } : { ip: client };
}

function httpOf({ method, status, exchangeId }: SecurityEvent): Record<string, unknown> {
  return {
    ...(method === undefined
      ? {}
      : { http_request: { http_method: method, ...(exchangeId === undefined ? {} : { uid: exchangeId }) } }),
    ...(status === undefined ? {} : { http_response: { code: status } }),
  };
}

/** What was managed: the part of the name before the underscore says its type. */
function entityOf({ kind, credentialId, detail }: SecurityEvent): Record<string, unknown> {
  const uid = credentialId ?? detail?.['patch'] ?? detail?.['policyDigest'] ?? detail?.['subject'] ?? detail?.['name'];
  return { type: kind.split('_')[0], name: kind, ...(typeof uid === 'string' ? { uid } : {}) };
}
