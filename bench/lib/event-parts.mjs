import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { rootDir } from './prepare.mjs';

const entry = `
export { openStore } from './src/store/open-store.js';
export { openDatabase } from './src/store/driver.js';
export { EventWriter } from './src/telemetry/event-writer.js';
export { JournalWriter } from './src/telemetry/journal.js';
export { openPostgresStore } from './src/store/postgres/open.js';
export { verifyStore } from './src/telemetry/verify.js';
export { isPostgresInstalled, startPostgres } from './test/store/postgres/postgres-server.js';
`;

/** The product's journal, writer and store, bundled from the source: they are no public interface. */
export async function loadParts() {
  const folder = path.join(rootDir, '.build');
  fs.mkdirSync(folder, { recursive: true });
  const outfile = path.join(fs.mkdtempSync(path.join(folder, 'bench-')), 'parts.mjs');
  process.on('exit', () => fs.rmSync(path.dirname(outfile), { recursive: true, force: true }));
  await build({
    stdin: { contents: entry, resolveDir: rootDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

/** A folder that goes with this process. */
export function scratchFolder(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `portcullis-bench-${name}-`));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
