import { createHash, sign, verify, type KeyObject } from 'node:crypto';

/** A signer or verifier of notes: its name and key (Ed25519). */
export interface NoteKey {
  /** Without spaces and `+`. */
  readonly name: string;
  /** The 32 bytes of RFC 8032. */
  readonly publicKey: Buffer;
}

/** A text and the lines that sign it (C2SP signed-note). */
export interface SignedNote {
  /** With its last line end. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer }[];
}

const ed25519 = 0x01;
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const signatureLine = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;
const maxNoteBytes = 64 * 1024;

/** First four bytes of SHA-256(name, line end, 0x01, public key). */
export function noteKeyId({ name, publicKey }: NoteKey): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ed25519]))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
}

/** `NAME+KEYID+KEY`: how a verifier is told of a key. */
export function formatVerifier(key: NoteKey): string {
  const bytes = Buffer.concat([Buffer.from([ed25519]), key.publicKey]);
  return `${key.name}+${noteKeyId(key).toString('hex')}+${bytes.toString('base64')}`;
}

/** Reads what `formatVerifier` wrote, or undefined. */
export function parseVerifier(text: string): NoteKey | undefined {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44}={0,2})$/.exec(text);
  const bytes = Buffer.from(match?.[3] ?? '', 'base64');
  if (!match || bytes.length !== 33 || bytes[0] !== ed25519) return undefined;
  const key = { name: match[1]!, publicKey: bytes.subarray(1) };
  return noteKeyId(key).toString('hex') === match[2] ? key : undefined;
}

/** Signs `text`, which ends with a line end. */
export function signNote(text: string, key: NoteKey, privateKey: KeyObject): string {
  const signature = Buffer.concat([noteKeyId(key), sign(null, Buffer.from(text), privateKey)]);
  return `${text}\n\u2014 ${key.name} ${signature.toString('base64')}\n`;
}

/** The parts of a note, or undefined for what is none. Nothing is verified. */
export function parseNote(note: string): SignedNote | undefined {
  if (note.length > maxNoteBytes || !note.endsWith('\n')) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return undefined;
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(parseSignature);
  const text = note.slice(0, end + 1);
  if (signatures.includes(undefined) || hasControl(text)) return undefined;
  return { text, signatures: signatures as SignedNote['signatures'] };
}

function parseSignature(line: string): SignedNote['signatures'][number] | undefined {
  const match = signatureLine.exec(line);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (!match || bytes.length < 5) return undefined;
  return { name: match[1]!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < ' ' && character !== '\n');
}

/** True when the note carries a signature of this key, and it is right. */
export function verifyNote({ text, signatures }: SignedNote, key: NoteKey): boolean {
  const id = noteKeyId(key);
  const own = signatures.filter(({ name, keyId }) => name === key.name && keyId.equals(id));
  const spki = { key: Buffer.concat([spkiHead, key.publicKey]), format: 'der', type: 'spki' } as const;
  return own.length > 0 && own.every(({ signature }) => verify(null, Buffer.from(text), spki, signature));
}
