import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const benchDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const rootDir = path.dirname(benchDir);

function runHere(cwd, command, args) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${path.relative(rootDir, cwd) || '.'}`);
}

/** Installs the peers from the lockfile when that has not been done. */
export function installPeers() {
  if (fs.existsSync(path.join(benchDir, 'node_modules'))) return;
  console.log('bench/node_modules is missing: running npm ci in bench/ (peers only, no install scripts) ...');
  runHere(benchDir, 'npm', ['ci', '--ignore-scripts', '--loglevel=error']);
}

/** Builds the product when the command line that is to be measured is not there. */
export function buildProduct(main) {
  if (fs.existsSync(main)) return;
  console.log(`${path.relative(rootDir, main)} is missing: running scripts/build.mjs ...`);
  runHere(rootDir, process.execPath, ['scripts/build.mjs']);
}
