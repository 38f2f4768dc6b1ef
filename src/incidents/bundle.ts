import type { SecurityEvent } from '../core/events.js';
import { sha256 } from '../core/ids.js';
import { canonicalJson, manifestName, proofsName } from '../evidence/bundle.js';
import type { RecordProof } from '../evidence/log-proofs.js';
import type { BundleShape, SealedManifest } from '../evidence/verify-bundle.js';
import type { Incident, IncidentEntry } from './incident.js';

export const incidentFormat = 'portcullis-incident-1';

/** What makes a bundle one of an incident. */
export const incidentShape: BundleShape = { format: incidentFormat, kind: 'incident_exported' };

/** What the audit log keeps of a bundle is the hash of this. */
export interface IncidentManifest extends SealedManifest {
  readonly format: typeof incidentFormat;
  readonly incident: number;
  readonly title: string;
  /** ISO 8601. */
  readonly collected: string;
  readonly version: string;
}

/** A version of the policy that was applied while the incident ran, or that was in force when it began. */
export interface BundledPolicy {
  readonly version: number;
  /** SHA-256 of the text. */
  readonly digest: string;
  readonly author: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly appliedAt: number;
  readonly text: string;
}

export interface IncidentBundleParts {
  readonly incident: Incident;
  readonly timeline: readonly IncidentEntry[];
  readonly actions: readonly object[];
  readonly deadlines: readonly object[];
  readonly events: readonly SecurityEvent[];
  readonly detections: readonly object[];
  readonly policies: readonly BundledPolicy[];
  readonly proofs: readonly RecordProof[];
  /** Signed notes of the time of the incident, one after the other. */
  readonly checkpoints: string;
  readonly signers: readonly string[];
  /** Milliseconds since the epoch. */
  readonly collected: number;
  /** Of Portcullis. */
  readonly version: string;
}

/** Every file of a bundle but its seal, which is made of the manifest. */
export function incidentFiles(parts: IncidentBundleParts): Map<string, Buffer> {
  const { incident, timeline, actions, deadlines, events, detections, policies, proofs, checkpoints } = parts;
  const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  const texts: (readonly [string, string])[] = [
    ['README.txt', readme(incident)],
    ['incident.json', canonicalJson({ incident, timeline, actions, deadlines })],
    ['events.jsonl', lines(events)],
    ['detections.json', canonicalJson(detections)],
    ['policies.json', canonicalJson(policies.map(({ text: _text, ...about }) => about))],
    ...policies.map(({ version, text }) => [`policies/${version}.yaml`, text] as const),
    [proofsName, lines(proofs)],
    ['checkpoints.txt', checkpoints],
  ];
  const files = new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
  return new Map([[manifestName, Buffer.from(canonicalJson(manifestOf(parts, files)))], ...files]);
}

function manifestOf(
  { incident, collected, version, signers }: IncidentBundleParts,
  files: ReadonlyMap<string, Uint8Array>,
): IncidentManifest {
  return {
    format: incidentFormat,
    incident: incident.number,
    title: incident.title,
    collected: new Date(collected).toISOString(),
    version,
    signers,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
  };
}

function readme({ number, title }: Incident): string {
  return `Incident ${number}: ${title}

incident.json    the record: clocks, people, timeline, what was done, review
events.jsonl     pinned events and those that detections rest on, one JSON document a line
detections.json  what was noticed
policies.json    versions of the policy that were in force, their texts in policies/
proofs.jsonl     records of the logs, each with its inclusion proof (RFC 9162)
checkpoints.txt  signed states of the logs while it ran
manifest.json    SHA-256 of every file above
seal.json        the audit record that has the SHA-256 of manifest.json, its inclusion proof and its checkpoint

Check all of it, offline: portcullis incident verify THIS_FILE
`;
}
