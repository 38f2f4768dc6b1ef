import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: the nearest one upwards that has our package.json. */
function findPackageRoot(start: string): string {
  const manifest = path.join(start, 'package.json');
  if (fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).name === 'portcullis') return start;
  const parent = path.dirname(start);
  if (parent === start) throw new Error('package.json of portcullis not found');
  return findPackageRoot(parent);
}

export const packageRoot = findPackageRoot(path.dirname(fileURLToPath(import.meta.url)));

/** Version of this build. */
export const version: string = JSON.parse(fs.readFileSync(path.join(packageRoot, 'package.json'), 'utf8')).version;
