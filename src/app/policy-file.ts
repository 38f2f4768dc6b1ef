import fs from 'node:fs';
import path from 'node:path';

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
