// Builds the tests with esbuild (shared chunks, dependencies from node_modules) and runs them with node's own runner.
// Usage: npm test [-- PART_OF_A_PATH ...] [--coverage]
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildProduct, common } from './build.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** Folders whose tests are many small tables: one process runs them all. */
const grouped = ['test/audit/rules', 'test/report/formats', 'test/pentest/payloads'];

function testFiles(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return testFiles(name);
    return entry.name.endsWith('.test.ts') ? [name] : [];
  });
}

const files = testFiles('test').filter((file) => !wanted.length || wanted.some((part) => file.includes(part)));
if (!files.length) {
  console.error(`No test file matches ${wanted.join(', ')}`);
  process.exit(2);
}
const out = path.join(root, process.env.PORTCULLIS_TEST_BUILD ?? '.build/test');
fs.rmSync(out, { recursive: true, force: true });
const entryPoints = {};
fs.mkdirSync(path.join(out, 'groups'), { recursive: true });
for (const group of grouped) {
  const members = files.filter((file) => path.dirname(file) === group);
  if (!members.length) continue;
  const entry = path.join(out, 'groups', `${group.replaceAll('/', '-')}.ts`);
  fs.writeFileSync(entry, members.map((file) => `import ${JSON.stringify(path.join(root, file))};`).join('\n'));
  entryPoints[`${group}/all.test`] = entry;
}
for (const file of files) if (!grouped.includes(path.dirname(file))) entryPoints[file.slice(0, -'.ts'.length)] = file;

if (!process.env.PORTCULLIS_SKIP_BUILD) await buildProduct();
await build({ ...common, entryPoints, outdir: out, packages: 'external', chunkNames: 'chunks/[name]-[hash]' });

const built = Object.keys(entryPoints).map((name) => path.join(out, `${name}.mjs`));
const child = spawn(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-concurrency=2', '--test-timeout=180000', '--test-reporter=spec', ...built],
  { cwd: root, stdio: 'inherit', env: { ...process.env, PORTCULLIS_ROOT: root } },
);
child.on('exit', (code) => process.exit(code ?? 1));
