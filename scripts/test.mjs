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
const grouped = [
  'test/audit/rules',
  'test/report/formats',
  'test/pentest/payloads',
  'test/telemetry/detectors',
  'test/evidence/items',
];

function testFiles(folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return testFiles(name);
    return entry.name.endsWith('.test.ts') ? [name] : [];
  });
}

/**
 * Screens in a browser, whole stories of them. In CI each day runs a third of these, so that a build stays below 20
 * minutes; `npm test` elsewhere, or with PORTCULLIS_ALL_TESTS=1, runs all.
 */
const stories = [
  'test/console-ui/accessibility',
  'test/console-ui/compliance',
  'test/console-ui/detections',
  'test/console-ui/governance',
  'test/console-ui/hostile-text',
  'test/console-ui/incidents',
  'test/console-ui/keys',
  'test/console-ui/learn',
  'test/console-ui/third-parties',
];
const shares = 3;

function isDue(place) {
  if (!process.env.CI || process.env.PORTCULLIS_ALL_TESTS || wanted.length > 0) return true;
  const day = Math.floor(Date.now() / 86_400_000);
  return place % shares === day % shares;
}

const asked = testFiles('test').filter((file) => !wanted.length || wanted.some((part) => file.includes(part)));
const long = asked.filter((file) => stories.some((story) => file.startsWith(story)));
const files = asked.filter((file) => !long.includes(file) || isDue(long.indexOf(file)));
const later = asked.length - files.length;
if (later > 0)
  console.log(`NOT TODAY: ${later} of ${long.length} long stories run in CI on the other days; npm test runs all.`);
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
const failedList = path.join(out, 'failed-files.txt');

/** Runs node's test runner on these files; answers its exit code. */
function run(list, concurrency) {
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${path.join(root, 'scripts/failed-files.mjs')}`,
    `--test-reporter-destination=${failedList}`,
  ];
  const flags = ['--enable-source-maps', '--test', `--test-concurrency=${concurrency}`, '--test-timeout=180000'];
  const child = spawn(process.execPath, [...flags, ...reporters, ...list], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORTCULLIS_ROOT: root },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** The built files whose source, as the source map names it, is in the list of failures. */
function failedEntries() {
  const sources = new Set(fs.readFileSync(failedList, 'utf8').split('\n').filter(Boolean));
  const isFailed = (file) =>
    sources.has(path.join(root, file)) || sources.has(path.join(out, `${file.slice(0, -3)}.mjs`));
  const names = files.filter(isFailed).map((file) => {
    const folder = path.dirname(file);
    return grouped.includes(folder) ? `${folder}/all.test` : file.slice(0, -'.ts'.length);
  });
  return [...new Set(names)].map((name) => path.join(out, `${name}.mjs`));
}

const mostRepeated = 4;
let code = await run(built, 2);
// Many tests race real clocks and real processes: in CI a few files that failed get one more run, alone and said aloud.
const failed = code && process.env.CI ? failedEntries() : [];
if (failed.length && failed.length <= mostRepeated) {
  const names = failed.map((file) => path.relative(out, file)).join(', ');
  console.log(`\nFAILED ONCE, running again alone: ${names}\n`);
  code = await run(failed, 1);
  if (!code) console.log(`\nUNSTEADY: passed only when run alone, mend them: ${names}`);
}
process.exit(code);
