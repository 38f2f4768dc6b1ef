import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { sha256 } from '../core/ids.js';
import { bundleFiles, bundleFormat, canonicalJson, manifestName, sealName } from '../evidence/bundle.js';
import { collectReport } from '../evidence/collect.js';
import { proveRecords } from '../evidence/log-proofs.js';
import type { EvidenceReport, Framework, Period } from '../evidence/types.js';
import { signersOf, verifyFiles, type BundleTrust, type BundleVerification } from '../evidence/verify-bundle.js';
import { isZip, packZip, unpackZip, type Files } from '../evidence/zip.js';
import { loadCheckpointKey, readCheckpointKey, type CheckpointKey } from '../telemetry/checkpoint-key.js';
import { isSignedBy, parseCheckpoint, signCheckpoint, signedLogs } from '../telemetry/checkpoint.js';
import { Checkpointer } from '../telemetry/checkpointer.js';
import type { App } from './app.js';
import { evidenceSource } from './evidence-source.js';
import type { SealedStore } from './sealed-store.js';

export { renderEvidence, exportFormats, type ExportFormat } from '../evidence/formats.js';
export { frameworkList, loadFramework } from './evidence-frameworks.js';

const dayMillis = 86_400_000;

/** What is asked for. */
export interface EvidenceRequest {
  readonly framework: Framework;
  readonly period: Period;
}

/** The last so many days, up to now. */
export function lastDays({ now }: Pick<App, 'now'>, days: number): Period {
  const to = now().getTime();
  return { from: to - days * dayMillis, to };
}

/** Gathers the evidence; nothing is written. Throws `POLICY_*` for a broken policy, `STORE_*`. */
export async function collectEvidence(app: App, { framework, period }: EvidenceRequest): Promise<EvidenceReport> {
  const store = await app.store({ readOnly: true });
  return collectReport(framework, period, await evidenceSource(app, store));
}

/** A bundle that was made. */
export interface MadeBundle {
  readonly bytes: Buffer;
  readonly report: EvidenceReport;
  /** Files in it. */
  readonly files: number;
  /** Records of the log that are proved in it. */
  readonly proofs: number;
  /** The record of the audit log that has its hash. */
  readonly record: string;
  /** Verifiers of whoever signed it; what a reader compares with what they were told. */
  readonly signers: readonly string[];
}

/** Records that are proved one by one; those of the items come in the order of the items. */
const mostProofs = 1000;

/**
 * Gathers the evidence into one archive, keeps its hash in the audit log, and signs that log.
 * Throws `CHECKPOINT_KEY_INVALID` when this machine is not the one that signs.
 */
export async function bundleBytes(app: App, { framework, period }: EvidenceRequest): Promise<MadeBundle> {
  const store = await app.store();
  const key = await signingKey(app, store);
  // Every log: what happened until now shall be provable.
  await new Checkpointer({ store, key, now: () => app.now().getTime() }).take();
  const report = await collectReport(framework, period, await evidenceSource(app, store));
  const ids = [...new Set(report.items.flatMap(({ records }) => records))].slice(0, mostProofs);
  const proofs = await proveRecords(store, ids);
  const signers = signersOf(key, signedLogs);
  const files = bundleFiles({ report, proofs, checkpoints: await checkpointsOf(store, report.period), signers });
  const seal = await sealOf({ app, store, key }, report, files);
  const all = new Map([[sealName, Buffer.from(canonicalJson(seal))], ...files]);
  return { bytes: packZip(all), report, files: all.size, proofs: proofs.length, record: seal.id, signers };
}

interface Signing {
  readonly app: App;
  readonly store: SealedStore;
  readonly key: CheckpointKey;
}

/** The audit log keeps the hash of the manifest, so that what is in the bundle cannot be changed afterwards. */
async function sealOf({ app, store, key }: Signing, report: EvidenceReport, files: ReadonlyMap<string, Buffer>) {
  const { framework, period } = report;
  const entry = await store.audit.append({
    kind: 'evidence_exported',
    subject: framework.id,
    detail: {
      manifest: sha256(files.get(manifestName)!),
      from: new Date(period.from).toISOString(),
      to: new Date(period.to).toISOString(),
      files: files.size,
    },
  });
  await signControl(store, key, app);
  const [proof] = await proveRecords(store, [`audit-${entry.n}`]);
  return proof!;
}

/** The key of this store; made when nothing was signed yet. */
export async function signingKey({ dataDir }: App, { checkpoints }: SealedStore): Promise<CheckpointKey> {
  const stored = await checkpoints.latest('control');
  const last = stored && parseCheckpoint(stored.note);
  const key = readCheckpointKey(dataDir);
  if (!last) return key ?? loadCheckpointKey(dataDir);
  if (key && isSignedBy(last, key)) return key;
  throw new PortcullisError('CHECKPOINT_KEY_INVALID', 'The log of this store is signed with a key that is not here', {
    expected: `the key of ${last.origin}, found ${key ? key.name : 'none'}`,
    hint: 'make the bundle on the machine that signs, or copy its checkpoint.key into the data folder',
  });
}

/** Signs the audit log as it is now; a gateway that runs goes on from there. */
export async function signControl(
  { audit, checkpoints }: SealedStore,
  key: CheckpointKey,
  { now }: App,
): Promise<void> {
  const { size, edge } = await audit.head();
  if (size === 0) return;
  await checkpoints.save([signCheckpoint(key, { log: 'control', edge, time: now().getTime() })]);
}

const atOnce = 1000;

export async function checkpointsOf({ checkpoints }: SealedStore, { from, to }: Period): Promise<string> {
  const notes: string[] = [];
  for (const log of signedLogs)
    for (let after = -1; ;) {
      const page = await checkpoints.list(log, { after, limit: atOnce });
      notes.push(...page.filter(({ time }) => time >= from && time < to).map(({ note }) => note));
      if (page.length < atOnce) break;
      after = page.at(-1)!.size;
    }
  return notes.join('\n');
}

/** Writes the bundle into a file, whole or not at all. Throws `FILE_UNWRITABLE`. */
export async function writeBundle(
  app: App,
  request: EvidenceRequest,
  file: string,
): Promise<MadeBundle & { readonly file: string }> {
  return writeWhole(app, file, () => bundleBytes(app, request));
}

/** Makes an archive and writes it into a file, whole or not at all. Throws `FILE_UNWRITABLE`. */
export async function writeWhole<T extends { readonly bytes: Buffer }>(
  { cwd }: Pick<App, 'cwd'>,
  file: string,
  make: () => Promise<T>,
): Promise<T & { readonly file: string }> {
  const target = path.resolve(cwd, file);
  const part = `${target}.${process.pid}.part`;
  try {
    // Before the work: the audit log must not tell of a bundle that nobody has.
    fs.writeFileSync(part, '', { mode: 0o600 });
  } catch (cause) {
    throw unwritable(target, cause);
  }
  try {
    const made = await make();
    fs.writeFileSync(part, made.bytes);
    fs.renameSync(part, target);
    return { ...made, file: target };
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error instanceof PortcullisError ? error : unwritable(target, error);
  }
}

function unwritable(file: string, cause: unknown): PortcullisError {
  return new PortcullisError('FILE_UNWRITABLE', `The bundle ${file} cannot be written`, {
    cause,
    hint: (cause as Error).message,
  });
}

const mostBytes = 512 * 1024 * 1024;

/** Checks a bundle offline: the archive, or the folder that it was unpacked into. Throws `FILE_UNREADABLE`, `USAGE`. */
export function verifyBundle(cwd: string, name: string, trust: BundleTrust = {}): BundleVerification {
  const { files, problems } = readBundle(path.resolve(cwd, name), name, {
    format: bundleFormat,
    what: 'bundle of evidence',
    madeBy: 'portcullis evidence FRAMEWORK --bundle FILE',
  });
  const result = verifyFiles(files, trust);
  return { ...result, problems: [...problems, ...result.problems] };
}

/** Which bundle is read, in words for who gives another file. */
export interface BundleReading {
  readonly format: string;
  readonly what: string;
  readonly madeBy: string;
}

/** The files of an archive or of the folder that it was unpacked into. Throws `FILE_UNREADABLE`, `USAGE`. */
export function readBundle(
  place: string,
  name: string,
  { format, what, madeBy }: BundleReading,
): ReturnType<typeof unpackZip> {
  try {
    if (fs.statSync(place).isDirectory()) return { files: filesIn(place), problems: [] };
    if (fs.statSync(place).size > mostBytes)
      throw new PortcullisError('FILE_TOO_LARGE', `${name} is larger than 512 MiB`);
    const bytes = fs.readFileSync(place);
    // An archive whose first bytes were changed is known by what is in it.
    if (isZip(bytes) || bytes.includes(format)) return unpackZip(bytes);
  } catch (cause) {
    if (cause instanceof PortcullisError) throw cause;
    throw new PortcullisError('FILE_UNREADABLE', `The bundle ${name} cannot be read`, {
      cause,
      hint: (cause as Error).message,
    });
  }
  throw new PortcullisError('USAGE', `${name} is no ${what}`, {
    expected: `the archive of ${madeBy}, or the folder it was unpacked into`,
  });
}

function filesIn(folder: string): Files {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return new Map(files.map((name) => [name.split(path.sep).join('/'), fs.readFileSync(path.join(folder, name))]));
}
