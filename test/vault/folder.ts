import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { Vault, type VaultOptions } from '../../src/vault/vault.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-vault-'));
after(() => fs.rmSync(root, { recursive: true }));

let folders = 0;

/** A new data folder with its store, and vaults on it as processes would have them. */
export class VaultFolder {
  readonly path = path.join(root, `d${(folders += 1)}`);
  readonly store: Store;

  constructor(now: () => number = Date.now) {
    this.store = openStore(this.path, { now });
  }

  /** Another process: nothing of it is open yet. */
  vault(more: Partial<VaultOptions> = {}): Vault {
    return new Vault({ dataDir: this.path, keys: this.store.vault.keys, env: {}, ...more });
  }

  file(name: string): string {
    return path.join(this.path, name);
  }

  /** Every byte below the folder. */
  bytes(): Buffer {
    const names = fs.readdirSync(this.path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    return Buffer.concat(names.map((one) => fs.readFileSync(path.join(one.parentPath, one.name))));
  }
}

export const cell = { table: 'api_key', column: 'subject', row: 'k1' };
