import { sha256 } from '../core/ids.js';
import { leafHash } from '../core/merkle.js';
import { verifyInclusion } from '../core/merkle-proof.js';
import { keyOfLog, logOf, parseCheckpoint, type Checkpoint } from '../telemetry/checkpoint.js';
import { formatVerifier, parseVerifier, verifyNote, type NoteKey } from '../telemetry/signed-note.js';
import { bundleFormat, canonicalJson, manifestName, proofsName, sealName, type Manifest } from './bundle.js';
import type { AuditKind } from '../store/audit.js';
import type { RecordProof } from './log-proofs.js';
import type { Files } from './zip.js';

/** One thing that is wrong with a bundle, and in which file. */
export interface BundleProblem {
  readonly file: string;
  readonly what: string;
}

export interface BundleVerification<M extends SealedManifest = Manifest> {
  readonly problems: readonly BundleProblem[];
  readonly files: number;
  /** Records of the log whose proofs hold. */
  readonly proofs: number;
  /** What the manifest says; undefined where it cannot be read. */
  readonly manifest: M | undefined;
  /** The audit record that has the hash of the manifest. */
  readonly record: { readonly id: string; readonly time: number; readonly actor: string } | undefined;
  /** How many of the checkpoints kept elsewhere were compared. */
  readonly compared: number;
}

/** What every manifest of ours has. */
export interface SealedManifest {
  readonly format: string;
  readonly signers: readonly string[];
  /** SHA-256 of each file, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Which bundle it must be: the format of its manifest, and the record of the audit log that has its hash. */
export interface BundleShape {
  readonly format: string;
  readonly kind: AuditKind;
}

const evidenceShape: BundleShape = { format: bundleFormat, kind: 'evidence_exported' };

export interface BundleTrust {
  /** The verifier that the caller knows to be that of the store. */
  readonly key?: string | undefined;
  /** Checkpoints that were kept elsewhere. */
  readonly outside?: readonly Checkpoint[];
}

/** Checks a bundle without the store and without a network: hashes, proofs, signatures. Names the file of each fault. */
export function verifyFiles<M extends SealedManifest = Manifest>(
  files: Files,
  trust: BundleTrust = {},
  shape: BundleShape = evidenceShape,
): BundleVerification<M> {
  return new BundleCheck<M>(files, trust, shape).result();
}

class BundleCheck<M extends SealedManifest> {
  readonly #files: Files;
  readonly #trust: BundleTrust;
  readonly #shape: BundleShape;
  readonly #problems: BundleProblem[] = [];

  constructor(files: Files, trust: BundleTrust, shape: BundleShape) {
    this.#files = files;
    this.#trust = trust;
    this.#shape = shape;
  }

  result(): BundleVerification<M> {
    const manifest = this.#json<M>(manifestName, (value): value is M => isManifest(value, this.#shape.format));
    const signers = (manifest?.signers ?? []).flatMap((text) => parseVerifier(text) ?? []);
    this.#trustKey(signers);
    const record = this.#seal(signers);
    if (manifest) this.#hashes(manifest);
    const { proofs, notes } = this.#proofs(signers);
    return {
      problems: this.#problems,
      files: this.#files.size,
      proofs,
      manifest,
      record,
      compared: this.#outside(notes),
    };
  }

  #fault(file: string, what: string): void {
    this.#problems.push({ file, what });
  }

  #json<T>(name: string, is: (value: unknown) => value is T): T | undefined {
    const bytes = this.#files.get(name);
    if (!bytes) return void this.#fault(name, 'is missing');
    const text = Buffer.from(bytes).toString('utf8');
    const value = parsed(text);
    if (!is(value)) return void this.#fault(name, 'cannot be read');
    // JSON has many texts for one value: a change that means nothing is a change all the same.
    if (!Buffer.from(canonicalJson(value)).equals(bytes)) this.#fault(name, 'was changed: it is not as it was written');
    return value;
  }

  #trustKey(signers: readonly NoteKey[]): void {
    const { key } = this.#trust;
    if (key === undefined) return;
    if (!signers.some((signer) => formatVerifier(signer) === key))
      this.#fault(manifestName, 'another key signed it than the one given');
  }

  /** The record of the audit log must have the hash of the manifest, and be in the signed log. */
  #seal(signers: readonly NoteKey[]): BundleVerification['record'] {
    const seal = this.#json<RecordProof>(sealName, isProof);
    if (!seal) return undefined;
    const fault = proofFault(seal, signers);
    if (fault !== undefined) this.#fault(sealName, fault);
    const record = parsed(Buffer.from(seal.record, 'base64').toString('utf8')) as SealRecord | undefined;
    const digest = sha256(this.#files.get(manifestName) ?? '');
    if (record?.kind !== this.#shape.kind || seal.log !== 'control' || seal.id !== `audit-${record.n}`) {
      this.#fault(sealName, 'it is not the record of a bundle');
      return undefined;
    }
    if (record.detail?.manifest !== digest)
      this.#fault(manifestName, 'was changed: the audit log has another hash of it');
    return { id: seal.id, time: record.time, actor: record.actor };
  }

  #hashes({ files }: SealedManifest): void {
    for (const [name, digest] of Object.entries(files)) {
      const bytes = this.#files.get(name);
      if (!bytes) this.#fault(name, 'is missing');
      else if (sha256(bytes) !== digest) this.#fault(name, 'was changed: the manifest has another hash of it');
    }
    for (const name of this.#files.keys())
      if (name !== manifestName && name !== sealName && !Object.hasOwn(files, name))
        this.#fault(name, 'is in no manifest: it was added');
  }

  #proofs(signers: readonly NoteKey[]): { readonly proofs: number; readonly notes: readonly Checkpoint[] } {
    const text = Buffer.from(this.#files.get(proofsName) ?? '').toString('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    let held = 0;
    for (const [n, line] of lines.entries()) {
      const proof = parsed(line);
      const fault = isProof(proof) ? proofFault(proof, signers) : 'is no proof';
      if (fault === undefined) held += 1;
      else this.#fault(proofsName, `line ${n + 1}: ${fault}`);
    }
    const seal = this.#files.get(sealName);
    const all = [...lines, ...(seal ? [Buffer.from(seal).toString('utf8')] : [])].map(parsed).filter(isProof);
    return { proofs: held, notes: all.flatMap(({ checkpoint }) => parseCheckpoint(checkpoint) ?? []) };
  }

  /** A checkpoint of the same size must have the same root: with another one, the history was written anew. */
  #outside(notes: readonly Checkpoint[]): number {
    let compared = 0;
    for (const kept of this.#trust.outside ?? []) {
      const same = notes.find(({ origin, size }) => origin === kept.origin && size === kept.size);
      if (!same) continue;
      compared += 1;
      if (!same.root.equals(kept.root))
        this.#fault(sealName, `the checkpoint kept elsewhere has another root at ${kept.size} records`);
    }
    return compared;
  }
}

interface SealRecord {
  readonly n: number;
  readonly time: number;
  readonly kind: string;
  readonly actor: string;
  readonly detail?: { readonly manifest?: string };
}

/** Why a proof does not hold, or undefined. */
function proofFault(proof: RecordProof, signers: readonly NoteKey[]): string | undefined {
  const { log, leaf, record, checkpoint } = proof;
  const note = parseCheckpoint(checkpoint);
  if (!note || ![record, ...proof.proof].every(isCanonicalBase64) || !isWhole(checkpoint, note))
    return 'it was changed';
  if (logOf(note.origin) !== log) return 'its checkpoint is of another log';
  const signer = signers.find(({ name }) => name === note.origin);
  if (!signer || !verifyNote(note.note, signer)) return 'its checkpoint is not signed by the key of the manifest';
  const hashes = proof.proof.map((hash) => Buffer.from(hash, 'base64'));
  const inclusion = {
    leaf: leafHash(Buffer.from(record, 'base64')),
    n: leaf,
    size: note.size,
    root: note.root,
    proof: hashes,
  };
  return verifyInclusion(inclusion) ? undefined : 'the record is not in the signed log';
}

/** Base64 has spare bits at its end: a text with others means the same bytes. */
const isCanonicalBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

/** A checkpoint is what its parts make of it, to the byte. */
function isWhole(text: string, { note }: Checkpoint): boolean {
  const lines = note.signatures.map(
    ({ name, keyId, signature }) => `\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`,
  );
  return text === `${note.text}\n${lines.join('')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isManifest(value: unknown, wanted: string): boolean {
  const { format, signers, files } = (value ?? {}) as Partial<SealedManifest>;
  const isMap = typeof files === 'object' && files !== null && Object.values(files).every(isText);
  return format === wanted && isMap && Array.isArray(signers) && signers.every(isText);
}

function isProof(value: unknown): value is RecordProof {
  const { id, log, leaf, record, proof, checkpoint } = (value ?? {}) as Partial<RecordProof>;
  const texts = [id, log, record, checkpoint].every(isText);
  return texts && Number.isSafeInteger(leaf) && Array.isArray(proof) && proof.every(isText);
}

/** The verifiers of a store, one for each log that it signs. */
export function signersOf(
  key: Parameters<typeof keyOfLog>[0],
  logs: readonly Parameters<typeof keyOfLog>[1][],
): readonly string[] {
  return logs.map((log) => formatVerifier(keyOfLog(key, log)));
}
