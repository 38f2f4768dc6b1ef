import fs from 'node:fs';
import path from 'node:path';
import type { Project } from '../model/types.js';
import type { App } from './app.js';

/** Names of the policy file, in order of preference. */
const names = ['portcullis.yaml', 'portcullis.yml', 'portcullis.json'];

/** The policy file that holds for a folder: in it, or in the nearest folder above. */
export function findPolicyFile(folder: string): string | undefined {
  for (const name of names) {
    const file = path.join(folder, name);
    if (fs.existsSync(file)) return file;
  }
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findPolicyFile(parent);
}

/** The project of the policy, or undefined where there is no policy file: what then holds are defaults. */
export async function projectIfAny(app: Pick<App, 'policyFile' | 'project'>): Promise<Project | undefined> {
  return app.policyFile !== undefined && fs.existsSync(app.policyFile) ? app.project() : undefined;
}
