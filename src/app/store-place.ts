import fs from 'node:fs';
import path from 'node:path';
import { readStoreOf } from '../model/policy-store.js';
import { resolveSecret } from '../model/secrets.js';
import type { StorePlace } from '../store/store-place.js';

export type { StorePlace };

/** What says where the store is. */
export interface StorePlaceFacts {
  readonly dataDir: string;
  readonly policyFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Where the store is: the policy's `store.url`, or the files of the data folder. Reads that section of the policy alone.
 * Throws POLICY_* and SYNTAX_INVALID: a command must not write into another store than the gateway reads.
 */
export function storePlace({ dataDir, policyFile, env }: StorePlaceFacts): StorePlace {
  if (policyFile === undefined || !fs.existsSync(policyFile)) return { dataDir };
  const store = readStoreOf(policyFile);
  if (!store) return { dataDir };
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  const url = resolveSecret(store.url, { env, baseDir: path.dirname(policyFile), read });
  return { dataDir, url, connections: store.connections };
}

/** A folder stands for the store in its files. */
export function placeOf(at: string | StorePlace): StorePlace {
  return typeof at === 'string' ? { dataDir: at } : at;
}
