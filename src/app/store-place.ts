import fs from 'node:fs';
import path from 'node:path';
import { readStoreOf } from '../model/policy-store.js';
import { resolveSecret } from '../model/secrets.js';
import type { StorePolicy } from '../model/types.js';
import type { StorePlace } from '../store/store-place.js';

export type { StorePlace };

/** What says where the store is. */
export interface StorePlaceFacts {
  readonly dataDir: string;
  readonly policyFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The policy's `store` where it was read before (`null`: it has none); the file may be broken by now. */
  readonly section?: StoreSection | null | undefined;
}

/** `store` of a policy as written: the address may be a reference. */
export type StoreSection = Pick<StorePolicy, 'url' | 'connections'>;

/** The `store` section of a policy file, or null when it has none. */
export function storeSectionOf(policyFile: string): StoreSection | null {
  const store = fs.existsSync(policyFile) ? readStoreOf(policyFile) : undefined;
  return store
    ? { url: store.url, ...(store.connections === undefined ? {} : { connections: store.connections }) }
    : null;
}

/**
 * Where the store is: the policy's `store.url`, or the files of the data folder. Reads that section of the policy alone.
 * Throws POLICY_* and SYNTAX_INVALID: a command must not write into another store than the gateway reads.
 */
export function storePlace({ dataDir, policyFile, env, section: known }: StorePlaceFacts): StorePlace {
  if (policyFile === undefined) return { dataDir };
  const section = known === undefined ? storeSectionOf(policyFile) : known;
  if (!section) return { dataDir };
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  const url = resolveSecret(section.url, { env, baseDir: path.dirname(policyFile), read });
  return { dataDir, url, connections: section.connections };
}

/** A folder stands for the store in its files. */
export function placeOf(at: string | StorePlace): StorePlace {
  return typeof at === 'string' ? { dataDir: at } : at;
}
