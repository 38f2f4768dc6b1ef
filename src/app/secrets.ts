import fs from 'node:fs';
import path from 'node:path';
import { resolveSecret } from '../model/secrets.js';
import type { App } from './app.js';

/** Gives the scanner the secrets that the policy refers to: environment, and files beside the policy. */
export function secretResolver(app: App): (kind: 'env' | 'file' | 'vault', name: string) => string {
  const baseDir = app.policyFile === undefined ? app.cwd : path.dirname(app.policyFile);
  const read = (file: string) => fs.readFileSync(file, 'utf8');
  return (kind, name) => resolveSecret(`\${${kind}:${name}}`, { env: app.env, baseDir, read });
}
