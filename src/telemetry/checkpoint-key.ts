import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { createPrivateFile, readPrivateFile } from '../vault/private-file.js';

const seedBytes = 32;
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const line = /^(portcullis-[0-9a-f]{12}):([\w-]{43})\n?$/;

/** What signs the checkpoints of a store (Ed25519). */
export interface CheckpointKey {
  /** Name of the store in every checkpoint: `portcullis-` and twelve random digits. */
  readonly name: string;
  /** The 32 bytes of RFC 8032. */
  readonly publicKey: Buffer;
  readonly privateKey: KeyObject;
}

const fileOf = (dataDir: string): string => path.join(dataDir, 'checkpoint.key');

/** Reads `checkpoint.key` of a data folder (mode 0600, a line `NAME:BASE64URL`), made at first use. */
export function loadCheckpointKey(dataDir: string): CheckpointKey {
  const known = readCheckpointKey(dataDir);
  if (known) return known;
  const name = `portcullis-${randomBytes(6).toString('hex')}`;
  createPrivateFile(fileOf(dataDir), `${name}:${randomBytes(seedBytes).toString('base64url')}\n`);
  return readCheckpointKey(dataDir)!;
}

/** The key, or undefined when the store has none yet. Throws `STORE_CORRUPT`, `STORE_INSECURE`. */
export function readCheckpointKey(dataDir: string): CheckpointKey | undefined {
  const text = readPrivateFile(fileOf(dataDir));
  if (text === undefined) return undefined;
  const match = line.exec(text);
  if (!match) throw damaged(fileOf(dataDir));
  const der = Buffer.concat([pkcs8Head, Buffer.from(match[2]!, 'base64url')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Object.freeze({ name: match[1]!, publicKey: Buffer.from(x!, 'base64url'), privateKey });
}

function damaged(file: string): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `The key file ${file} is damaged`, {
    expected: 'one line NAME:43 characters of base64url',
    hint: 'restore it from its backup: with another key the checkpoints of before do not verify',
  });
}
