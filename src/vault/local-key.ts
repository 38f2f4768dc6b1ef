import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { createPrivateFile, readPrivateFile } from './private-file.js';
import { keyBytes, type VaultKey } from './vault-key.js';

const ivBytes = 12;
const tagBytes = 16;

/** 32 bytes as 64 hexadecimal digits, or as base64 or base64url. */
function keyFrom(text: string, source: string): Buffer {
  const trimmed = text.trim();
  const key = /^[\da-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : base64Key(trimmed);
  if (key?.length === keyBytes) return key;
  throw new PortcullisError('VAULT_KEY_INVALID', `The key of the vault at ${source} is cut or damaged`, {
    expected: '32 random bytes as base64 (44 characters) or as 64 hexadecimal digits',
    hint: 'restore it from its backup: nothing else opens what it sealed',
  });
}

function base64Key(text: string): Buffer | undefined {
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/** A key of the vault that this process holds itself: AES-256-GCM, bound to what the data key is for. */
export function localKey(key: Uint8Array, source: string): VaultKey {
  const id = `local-${createHmac('sha256', key).update('portcullis/key-id').digest('hex').slice(0, 16)}`;
  return {
    id,
    source,
    async wrap(plain, context) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    async unwrap(wrapped, context) {
      const bytes = Buffer.from(wrapped, 'base64url');
      try {
        const options = { authTagLength: tagBytes };
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), options);
        decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
      } catch (cause) {
        throw notOurs(source, cause);
      }
    },
  };
}

/** What a data key that cannot be unwrapped means. */
export function notOurs(source: string, cause?: unknown): PortcullisError {
  return new PortcullisError('VAULT_KEY_INVALID', `The key of the vault at ${source} does not open the store's keys`, {
    hint: 'name the key that the store was sealed with, or restore store and key from the same time',
    cause,
  });
}

/** Reads a key file. Throws `STORE_INSECURE` when others may read it, `VAULT_KEY_MISSING` when there is none. */
export function fileKey(file: string): VaultKey {
  const source = `file:${file}`;
  const text = readPrivateFile(file);
  if (text !== undefined) return localKey(keyFrom(text, source), source);
  throw new PortcullisError('VAULT_KEY_MISSING', `There is no key of the vault at ${file}`, {
    hint: 'restore it from its backup: without it what is sealed in the store cannot be read',
  });
}

/** Makes a key file (mode 0600), on disk before this returns. False when there is one already. */
export function createKeyFile(file: string): boolean {
  return createPrivateFile(path.resolve(file), `${randomBytes(keyBytes).toString('base64')}\n`);
}

/** Reads a key from the environment. Throws `VAULT_KEY_MISSING`. */
export function environmentKey(name: string, env: Readonly<Record<string, string | undefined>>): VaultKey {
  const text = Object.hasOwn(env, name) ? env[name] : undefined;
  if (text) return localKey(keyFrom(text, `env:${name}`), `env:${name}`);
  throw new PortcullisError('VAULT_KEY_MISSING', `The environment variable ${name} is not set`, {
    expected: 'the key of the vault: 32 random bytes as base64',
    hint: `openssl rand -base64 32 makes one; keep it, and set ${name} for every Portcullis process`,
  });
}
