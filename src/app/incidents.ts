import { PortcullisError } from '../core/errors.js';
import type { Severity } from '../core/finding.js';
import { uuidv7 } from '../core/ids.js';
import {
  type Deadline,
  type Incident,
  type IncidentDocument,
  type IncidentEntry,
  type IncidentReview,
} from '../incidents/incident.js';
import { readPolicySettings } from '../model/policy-settings.js';
import type { IncidentState, StoredEntry, StoredIncident } from '../store/incident.js';
import type { Detection } from '../telemetry/detection/detection.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';
import { findRunbook, runbookForDetector } from './runbooks.js';
import type { SealedStore } from './sealed-store.js';

export interface OpenIncidentRequest {
  readonly title?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly criterion?: string | undefined;
  /** Milliseconds since the epoch; default now. */
  readonly awareAt?: number | undefined;
  readonly lead?: string | undefined;
  readonly runbook?: string | undefined;
  readonly operations?: readonly string[] | undefined;
  readonly dataClasses?: readonly string[] | undefined;
  /** Id of a detection, or the end of one: what it knows is taken over, and its events are pinned. */
  readonly detection?: string | undefined;
}

/** Opens an incident. Throws `USAGE` without a title or detection, `NOT_FOUND` for a detection that there is not. */
export async function openIncident(app: App, request: OpenIncidentRequest): Promise<Incident> {
  const store = await app.store();
  const from = request.detection === undefined ? undefined : await store.detections.get(request.detection);
  const detection = from?.document as Detection | undefined;
  const title = request.title ?? detection?.title;
  if (title === undefined) {
    throw new PortcullisError('USAGE', 'an incident needs a title', { expected: '--title or --detection' });
  }
  const now = app.now().getTime();
  const document: IncidentDocument = {
    title,
    criterion: request.criterion ?? detection?.summary ?? '',
    roles: { lead: request.lead ?? currentActor() },
    operations: [...new Set([...(request.operations ?? []), ...(detection?.operations ?? [])])],
    dataClasses: request.dataClasses ?? [],
    detections: from ? [from.id] : [],
    findings: [],
    ...runbookOf(request.runbook, detection),
    clocks: {
      ...(await beginningOf(store, detection)),
      ...(detection ? { detectedAt: detection.time } : {}),
      awareAt: request.awareAt ?? now,
    },
  };
  const stored = await store.incidents.open(
    {
      id: uuidv7(now),
      openedAt: now,
      severity: request.severity ?? detection?.severity ?? 'high',
      document: JSON.stringify(document),
    },
    currentActor(),
  );
  const incident = readIncident(stored);
  await addEntry(store, stored, { at: now, kind: 'change', text: `opened: ${title}` });
  for (const event of detection?.samples ?? []) await pinOne(store, stored, event);
  return incident;
}

/** The runbook that a person names, or the one for what was noticed. Throws `NOT_FOUND`. */
function runbookOf(name: string | undefined, detection: Detection | undefined): { readonly runbook?: string } {
  const found = name === undefined ? detection && runbookForDetector(detection.rule) : findRunbook(name);
  return found ? { runbook: found.id } : {};
}

/** When the first event that the detection names happened. */
async function beginningOf(
  store: SealedStore,
  detection: Detection | undefined,
): Promise<{ readonly beganAt?: number }> {
  const events = await Promise.all((detection?.samples ?? []).map((id) => store.events.get(id)));
  const times = events.flatMap((event) => (event ? [event.time] : []));
  return times.length > 0 ? { beganAt: Math.min(...times) } : {};
}

/** Newest first. */
export async function listIncidents(
  app: App,
  filter: { readonly state?: IncidentState } = {},
): Promise<readonly Incident[]> {
  const store = await app.store({ readOnly: true });
  return (await store.incidents.list(filter)).map(readIncident);
}

/** Something that was done while the incident ran, from the audit log. */
export interface IncidentAction {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  /** Number of the record in the audit log. */
  readonly record: number;
}

export interface IncidentDetail {
  readonly incident: Incident;
  readonly timeline: readonly IncidentEntry[];
  readonly actions: readonly IncidentAction[];
  readonly deadlines: readonly Deadline[];
}

/** One incident with its timeline, and what was done to the API meanwhile. Throws `NOT_FOUND`. */
export async function showIncident(app: App, number: number): Promise<IncidentDetail> {
  const store = await app.store({ readOnly: true });
  const stored = await find(store, number);
  const incident = readIncident(stored);
  return {
    incident,
    timeline: (await store.incidents.entries(stored.id)).map(readEntry),
    actions: await actionsOf(store, incident, app.now().getTime()),
    deadlines: deadlinesFor(app, incident),
  };
}

/** What a person does against an attack. */
const actionKinds = new Set([
  'policy_applied',
  'patch_applied',
  'patch_dropped',
  'key_revoked',
  'key_rotated',
  'response_applied',
  'response_undone',
  'vendor_blocked',
  'vendor_unblocked',
  'console_user_changed',
  'console_token_revoked',
  'secret_set',
  'vault_key_rotated',
]);
const mostActions = 1000;

async function actionsOf(
  store: SealedStore,
  { clocks, openedAt }: Incident,
  now: number,
): Promise<readonly IncidentAction[]> {
  const since = Math.min(openedAt, clocks.awareAt, clocks.detectedAt ?? openedAt);
  const entries = await store.audit.list({ since, until: (clocks.closedAt ?? now) + 1, limit: mostActions });
  return entries
    .filter(({ kind }) => actionKinds.has(kind))
    .map(({ n, time, actor, kind, subject }) => ({
      at: time,
      by: actor,
      what: `${kind.replaceAll('_', ' ')}${subject === undefined ? '' : ` ${subject}`}`,
      record: n,
    }))
    .toReversed();
}

const usualDeadlines: readonly Deadline[] = [{ name: 'data protection authority (GDPR 33)', hours: 72 }];

/** Those of the policy; without a policy the one of the law, where personal data are concerned. */
function deadlinesFor({ policyFile }: App, { dataClasses }: Incident): readonly Deadline[] {
  const written = policyFile === undefined ? undefined : readPolicySettings(policyFile).incidents.deadlines;
  if (written) return [...written].map(([name, hours]) => ({ name, hours }));
  return dataClasses.length > 0 ? usualDeadlines : [];
}

/** Adds a line to the timeline; `at` is when it happened, default now. */
export async function noteIncident(
  app: App,
  number: number,
  note: { readonly text: string; readonly at?: number },
): Promise<void> {
  const store = await app.store();
  const { text, at = app.now().getTime() } = note;
  await addEntry(store, await find(store, number), { at, kind: 'note', text });
}

/** Puts events of the log into the timeline, at their own times. Throws `NOT_FOUND` for one that there is not. */
export async function pinToIncident(app: App, number: number, events: readonly string[]): Promise<void> {
  const store = await app.store();
  const stored = await find(store, number);
  for (const event of events) {
    if (!(await pinOne(store, stored, event))) throw new PortcullisError('NOT_FOUND', `there is no event ${event}`);
  }
}

async function pinOne(store: SealedStore, incident: StoredIncident, id: string): Promise<boolean> {
  const event = await store.events.get(id);
  if (!event) return false;
  const known = (await store.incidents.entries(incident.id)).map(readEntry);
  if (!known.some((entry) => entry.event === id))
    await addEntry(store, incident, { at: event.time, kind: 'pin', event: id });
  return true;
}

export interface IncidentChange {
  readonly severity?: Severity;
  readonly state?: Exclude<IncidentState, 'closed'>;
  readonly roles?: Readonly<Record<string, string>>;
  readonly operations?: readonly string[];
  readonly dataClasses?: readonly string[];
  readonly runbook?: string;
  /** Milliseconds since the epoch. */
  readonly containedAt?: number;
  readonly provedAt?: number;
}

/** Changes what is known of an incident; the change is a line of the timeline. */
export async function changeIncident(app: App, number: number, change: IncidentChange): Promise<Incident> {
  const { severity, state, containedAt, provedAt, roles, runbook, ...others } = change;
  const rest = { ...others, ...runbookOf(runbook, undefined) };
  const now = app.now().getTime();
  return rewrite(app, number, (incident) => {
    const contained =
      containedAt ?? (state === 'contained' ? (incident.clocks.containedAt ?? now) : incident.clocks.containedAt);
    return {
      ...incident,
      ...rest,
      roles: { ...incident.roles, ...roles },
      severity: severity ?? incident.severity,
      state: state ?? (containedAt === undefined ? incident.state : 'contained'),
      clocks: {
        ...incident.clocks,
        ...(contained === undefined ? {} : { containedAt: contained }),
        ...(provedAt === undefined ? {} : { provedAt }),
      },
    };
  });
}

/** Closes an incident with what was learned. Throws `USAGE` when it is closed already. */
export async function closeIncident(app: App, number: number, review: IncidentReview): Promise<Incident> {
  const now = app.now().getTime();
  return rewrite(app, number, (incident) => {
    if (incident.state === 'closed') throw new PortcullisError('USAGE', `incident ${number} is closed already`);
    return { ...incident, state: 'closed', review, clocks: { ...incident.clocks, closedAt: now } };
  });
}

const tries = 5;

async function rewrite(app: App, number: number, change: (incident: Incident) => Incident): Promise<Incident> {
  const store = await app.store();
  for (let i = 0; i < tries; i += 1) {
    const stored = await find(store, number);
    const before = readIncident(stored);
    const after = change(before);
    const { number: _number, openedAt: _openedAt, state, severity, ...document } = after;
    const { id, version } = stored;
    const written = { id, number, version, state, severity, document: JSON.stringify(document) };
    if (!(await store.incidents.change(written, currentActor()))) continue;
    await addEntry(store, stored, { at: app.now().getTime(), kind: 'change', text: differences(before, after) });
    return after;
  }
  throw new PortcullisError('STORE_LOCKED', `incident ${number} is being changed by others; try again`);
}

/** `state open -> contained, lead ann`. */
function differences(before: Incident, after: Incident): string {
  const words = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return (Object.keys(after) as (keyof Incident)[])
    .filter((key) => key !== 'clocks' && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) =>
      before[key] === undefined
        ? `${key} ${words(after[key])}`
        : `${key} ${words(before[key])} -> ${words(after[key])}`,
    )
    .join(', ');
}

async function find(store: SealedStore, number: number): Promise<StoredIncident> {
  const stored = await store.incidents.get(number);
  if (stored) return stored;
  throw new PortcullisError('NOT_FOUND', `there is no incident ${number}`, {
    hint: 'portcullis incident list shows them',
  });
}

function readIncident({ number, openedAt, state, severity, document }: StoredIncident): Incident {
  return { ...(JSON.parse(document) as IncidentDocument), number, openedAt, state, severity };
}

function readEntry({ at, kind, by, document }: StoredEntry): IncidentEntry {
  return { ...(JSON.parse(document) as Pick<IncidentEntry, 'text' | 'event'>), at, kind, by };
}

async function addEntry(
  store: SealedStore,
  incident: StoredIncident,
  { at, kind, ...content }: Omit<IncidentEntry, 'by'>,
): Promise<void> {
  const document = JSON.stringify(content);
  await store.incidents.addEntry(incident.id, { id: uuidv7(), at, kind, by: currentActor(), document });
}
