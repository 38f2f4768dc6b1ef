import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import { awsKmsKey, type ServiceKeyOptions } from './aws-kms-key.js';
import { createKeyFile, environmentKey, fileKey } from './local-key.js';
import { transitKey } from './transit-key.js';
import type { VaultKey } from './vault-key.js';

/** Where the key of the vault is when nobody says. */
export const defaultSource = 'file:vault.key';

/** Names the sources when the data folder does not: `file:/run/secrets/vault.key`, the current one first. */
export const sourceVariable = 'PORTCULLIS_VAULT_KEY';

export interface KeySourceOptions extends ServiceKeyOptions {
  readonly dataDir: string;
}

/**
 * Where the key of the vault comes from: `file:PATH` (relative to the data folder), `env:NAME`, `aws-kms:KEY`,
 * `transit:[MOUNT/]NAME`. What `vault.json` of the data folder says holds, else `PORTCULLIS_VAULT_KEY`, else
 * `file:vault.key`. The first source wraps new keys; those after it still unwrap, while a rotation is under way.
 */
export class KeySources {
  readonly #options: KeySourceOptions;
  readonly #opened = new Map<string, VaultKey>();

  constructor(options: KeySourceOptions) {
    this.#options = options;
  }

  /** Read at every call: another process may rotate. */
  list(): readonly string[] {
    const written = readSettings(this.#settingsFile);
    if (written) return written;
    const named = this.#options.env[sourceVariable]?.split(/[\s,]+/).filter(Boolean) ?? [];
    return named.length ? named : [defaultSource];
  }

  /** The key that wraps. Throws `VAULT_KEY_MISSING`, `VAULT_KEY_INVALID`, `STORE_INSECURE`, `USAGE`. */
  current(): VaultKey {
    return this.open(this.list()[0]!);
  }

  /** The key with this id. Throws `VAULT_KEY_INVALID` when none of the sources has it. */
  byId(id: string): VaultKey {
    const others: string[] = [];
    const sources = this.list();
    for (const source of sources) {
      const key = this.open(source);
      if (key.id === id) return key;
      others.push(key.id);
    }
    throw new PortcullisError('VAULT_KEY_INVALID', `The key of the vault at ${sources[0]} is another one`, {
      expected: `${id}, found ${others.join(', ')}`,
      hint: `put the right key there, or name its place with ${sourceVariable}; nothing was changed`,
    });
  }

  open(source: string): VaultKey {
    const known = this.#opened.get(source);
    if (known) return known;
    const key = this.#make(source);
    this.#opened.set(source, key);
    return key;
  }

  /** Makes the key file of the first source when that is a file and is not there yet. Only for a store without keys. */
  createCurrent(): void {
    const file = this.#fileOf(this.list()[0]!);
    if (file !== undefined) createKeyFile(file);
  }

  /** A new key file beside the old one, and its source. */
  createNext(): string {
    const old = this.#fileOf(this.list()[0]!);
    if (old === undefined) {
      throw new PortcullisError('USAGE', `A new key cannot be made where ${this.list()[0]} is`, {
        hint: 'make it there, and name it: portcullis store rotate-keys --to SOURCE',
      });
    }
    const day = new Date(this.#options.now()).toISOString().slice(0, 10);
    const file = path.join(path.dirname(old), `vault-${day}-${randomBytes(3).toString('hex')}.key`);
    createKeyFile(file);
    const relative = path.relative(this.#options.dataDir, file);
    return `file:${relative.startsWith('..') ? file : relative}`;
  }

  /** Writes the sources to `vault.json`, whole or not at all. It holds no secret. */
  write(sources: readonly string[]): void {
    const draft = `${this.#settingsFile}.part`;
    const handle = fs.openSync(draft, 'w', 0o600);
    try {
      fs.writeFileSync(handle, `${JSON.stringify({ keys: sources })}\n`);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(draft, this.#settingsFile);
  }

  get #settingsFile(): string {
    return path.join(this.#options.dataDir, 'vault.json');
  }

  #fileOf(source: string): string | undefined {
    return source.startsWith('file:') ? path.resolve(this.#options.dataDir, source.slice(5)) : undefined;
  }

  #make(source: string): VaultKey {
    const [kind, name] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)];
    const file = this.#fileOf(source);
    if (name !== '' && file !== undefined) return fileKey(file);
    if (name !== '' && kind === 'env') return environmentKey(name, this.#options.env);
    if (name !== '' && kind === 'aws-kms') return awsKmsKey(name, this.#options);
    if (name !== '' && kind === 'transit') return transitKey(name, this.#options);
    throw new PortcullisError('USAGE', 'The place of the key of the vault is none that we know', {
      expected: 'file:PATH, env:NAME, aws-kms:KEY or transit:NAME',
    });
  }
}

function readSettings(file: string): readonly string[] | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    const { keys } = JSON.parse(fs.readFileSync(file, 'utf8')) as { keys?: unknown };
    if (Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string')) return keys;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): PortcullisError {
  return new PortcullisError('STORE_CORRUPT', `${file} is damaged`, {
    expected: '{"keys":["file:vault.key"]}: where the key of the vault is',
    cause,
  });
}
