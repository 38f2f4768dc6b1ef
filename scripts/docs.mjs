// Writes the pages of docs/ that are computed from the catalogues, and NOTICE. A test compares them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { common } from './build.mjs';
import { notice } from './notice.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outdir = path.join(root, '.build', 'docs');

await build({ ...common, entryPoints: { docs: 'src/cli/docs.ts' }, outdir, packages: 'external' });
const { generatedPages } = await import(pathToFileURL(path.join(outdir, 'docs.mjs')).href);
for (const [name, text] of Object.entries(generatedPages())) fs.writeFileSync(path.join(root, 'docs', name), text);
fs.writeFileSync(path.join(root, 'NOTICE'), notice(root));
