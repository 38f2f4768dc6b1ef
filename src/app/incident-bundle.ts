import path from 'node:path';
import type { SecurityEvent } from '../core/events.js';
import { sha256 } from '../core/ids.js';
import { canonicalJson, manifestName, sealName } from '../evidence/bundle.js';
import { proveRecords } from '../evidence/log-proofs.js';
import { signersOf, verifyFiles, type BundleTrust, type BundleVerification } from '../evidence/verify-bundle.js';
import { packZip } from '../evidence/zip.js';
import {
  incidentFiles,
  incidentFormat,
  incidentShape,
  type BundledPolicy,
  type IncidentManifest,
} from '../incidents/bundle.js';
import type { Incident } from '../incidents/incident.js';
import type { Detection } from '../telemetry/detection/detection.js';
import { signedLogs } from '../telemetry/checkpoint.js';
import { Checkpointer } from '../telemetry/checkpointer.js';
import type { App } from './app.js';
import { checkpointsOf, readBundle, signControl, signingKey, writeWhole } from './evidence.js';
import { showIncident, type IncidentDetail } from './incidents.js';
import { personNames } from './person-names.js';
import type { SealedStore } from './sealed-store.js';
import { version } from './version.js';

/** A bundle that was made. */
export interface MadeIncidentBundle {
  readonly bytes: Buffer;
  readonly incident: number;
  readonly files: number;
  /** Records of the logs that are proved in it. */
  readonly proofs: number;
  readonly events: number;
  /** The record of the audit log that has its hash. */
  readonly record: string;
  readonly signers: readonly string[];
}

/**
 * The record of an incident with what it rests on, as one archive that can be verified offline; the audit log keeps its
 * hash. Throws `NOT_FOUND`, `CHECKPOINT_KEY_INVALID` when this machine is not the one that signs.
 */
export async function incidentBundle(app: App, number: number): Promise<MadeIncidentBundle> {
  const store = await app.store();
  const detail = await showIncident(app, number);
  const key = await signingKey(app, store);
  await new Checkpointer({ store, key, now: () => app.now().getTime() }).take();
  const detections = await detectionsOf(store, detail.incident);
  const events = await eventsOf(store, detail, detections);
  const now = app.now().getTime();
  const period = periodOf(detail.incident, now);
  const proofs = await proveRecords(store, [...actionRecords(detail), ...events.map(({ id }) => id)]);
  const names = await personNames(store);
  const signers = signersOf(key, signedLogs);
  const files = incidentFiles({
    ...detail,
    events: await names.show(events),
    detections: await names.show(detections),
    policies: await policiesOf(store, period),
    proofs,
    checkpoints: await checkpointsOf(store, period),
    signers,
    collected: now,
    version,
  });
  const entry = await store.audit.append({
    kind: 'incident_exported',
    subject: String(number),
    detail: { manifest: sha256(files.get(manifestName)!), files: files.size },
  });
  await signControl(store, key, app);
  const [seal] = await proveRecords(store, [`audit-${entry.n}`]);
  const all = new Map([[sealName, Buffer.from(canonicalJson(seal!))], ...files]);
  const counts = { files: all.size, proofs: proofs.length, events: events.length };
  return { bytes: packZip(all), incident: number, ...counts, record: seal!.id, signers };
}

const actionRecords = ({ actions }: IncidentDetail): readonly string[] =>
  actions.map(({ record }) => `audit-${record}`);

function periodOf({ openedAt, clocks }: Incident, now: number): { readonly from: number; readonly to: number } {
  return { from: Math.min(openedAt, clocks.awareAt, clocks.beganAt ?? openedAt), to: (clocks.closedAt ?? now) + 1 };
}

async function detectionsOf({ detections }: SealedStore, incident: Incident): Promise<readonly Detection[]> {
  const found = await Promise.all(incident.detections.map((id) => detections.get(id)));
  return found.flatMap((each) => (each ? [each.document as Detection] : []));
}

/** Pinned ones and those that detections name, as far as retention has left them; oldest first. */
async function eventsOf(
  { events }: SealedStore,
  { timeline }: IncidentDetail,
  detections: readonly Detection[],
): Promise<readonly SecurityEvent[]> {
  const pinned = timeline.flatMap(({ event }) => (event === undefined ? [] : [event]));
  const ids = new Set([...pinned, ...detections.flatMap(({ samples }) => samples)]);
  const found = await Promise.all([...ids].map((id) => events.get(id)));
  return found.flatMap((event) => (event ? [event] : [])).toSorted((a, b) => a.time - b.time);
}

const mostPolicies = 200;

/** Versions that were applied in the period, and the one before it. */
async function policiesOf(
  { policyVersions }: SealedStore,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly BundledPolicy[]> {
  const before = (await policyVersions.list({ limit: mostPolicies })).filter(({ createdAt }) => createdAt < to);
  const inForce = before.find(({ createdAt }) => createdAt < from);
  const chosen = before.filter((each) => each.createdAt >= from || each === inForce);
  return chosen.map(({ id, digest, author, reason, createdAt, source }) => ({
    version: id,
    digest,
    author,
    reason,
    appliedAt: createdAt,
    text: source,
  }));
}

/** Writes the bundle into a file, whole or not at all. Throws `FILE_UNWRITABLE`. */
export function writeIncidentBundle(
  app: App,
  number: number,
  file: string,
): Promise<MadeIncidentBundle & { readonly file: string }> {
  return writeWhole(app, file, () => incidentBundle(app, number));
}

/** Checks a bundle offline: the archive, or the folder that it was unpacked into. Throws `FILE_UNREADABLE`, `USAGE`. */
export function verifyIncidentBundle(
  cwd: string,
  name: string,
  trust: BundleTrust = {},
): BundleVerification<IncidentManifest> {
  const { files, problems } = readBundle(path.resolve(cwd, name), name, {
    format: incidentFormat,
    what: 'bundle of an incident',
    madeBy: 'portcullis incident bundle NUMBER FILE',
  });
  const result = verifyFiles<IncidentManifest>(files, trust, incidentShape);
  return { ...result, problems: [...problems, ...result.problems] };
}
