import fs from 'node:fs';
import path from 'node:path';
import { resolveSecret } from '../model/secrets.js';
import type { App } from './app.js';
import { hasStore, openSecrets, secretNotSet } from './open-vault.js';
import { storePlace } from './store-place.js';

/** Gives the scanner the secrets that the policy refers to: environment, files beside the policy, and the vault. */
export async function secretResolver(app: App): Promise<(kind: 'env' | 'file' | 'vault', name: string) => string> {
  const baseDir = app.policyFile === undefined ? app.cwd : path.dirname(app.policyFile);
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  const secrets = hasStore(storePlace(app)) ? await openSecrets(await app.store()) : new Map<string, string>();
  const vault = (name: string): string => {
    const secret = secrets.get(name);
    if (secret === undefined) throw secretNotSet(name);
    return secret;
  };
  return (kind, name) => resolveSecret(`\${${kind}:${name}}`, { env: app.env, baseDir, read, vault });
}
