import fs from 'node:fs';
import { resolveSecret, type SecretSources } from '../model/secrets.js';
import { openSecrets, secretNotSet } from './open-vault.js';
import type { SealedStore } from './sealed-store.js';

export interface SecretReaderOptions {
  /** Its vault has the secrets of `${vault:NAME}`. */
  readonly store: SealedStore;
  /** Folder of the policy: `${file:PATH}` is relative to it. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Puts secrets in the place of their references. Throws `POLICY_SECRET_MISSING`. */
export type SecretReader = (text: string) => string;

/** Reads the vault once: a secret that changes is taken over by the next reader. */
export async function secretReader(options: SecretReaderOptions): Promise<SecretReader> {
  const sources = await secretSources(options);
  return (text) => resolveSecret(text, sources);
}

export async function secretSources({ store, baseDir, env }: SecretReaderOptions): Promise<SecretSources> {
  const secrets = await openSecrets(store);
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  const vault = (name: string): string => {
    const secret = secrets.get(name);
    if (secret === undefined) throw secretNotSet(name);
    return secret;
  };
  return { env, baseDir, read, vault };
}
