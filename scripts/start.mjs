// `npm start`: the example API with the gateway in front of it.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = (file) => path.join(root, 'dist', file);
const example = path.join(root, 'examples', 'orchard');

function newest(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith('.')) return latest;
    return Math.max(latest, entry.isDirectory() ? newest(file) : fs.statSync(file).mtimeMs);
  }, 0);
}

async function buildWhenStale() {
  const built = fs.existsSync(dist('main.mjs')) ? fs.statSync(dist('main.mjs')).mtimeMs : 0;
  if (built >= Math.max(...[path.join(root, 'src'), path.join(root, 'console'), example].map(newest))) return;
  console.log(built ? 'The sources are newer than dist/: building.' : 'Building dist/.');
  const { buildProduct } = await import('./build.mjs');
  await buildProduct();
}

/** Git keeps no file modes: the passwords of the example's people are for their owner alone, as any secret. */
for (const name of fs.readdirSync(path.join(example, 'actors')))
  fs.chmodSync(path.join(example, 'actors', name), 0o600);

const children = [];

/** Starts a program and resolves to its output so far when a line of it matches; its errors go to the terminal. */
function start(name, args, ready) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  child.once('exit', (code) => stop(code === 0 || code === null ? 0 : code));
  const said = [];
  return new Promise((resolve) => {
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (ready.test(line)) resolve(said.join('\n'));
    });
  });
}

let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children.toReversed()) child.kill('SIGTERM');
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

await buildWhenStale();
const orchard = await start('orchard', [dist('orchard.mjs')], /^orchard listening/);
const [, open, all] = /\((\d+) of (\d+) holes open\)/.exec(orchard) ?? [];
const gateway = await start(
  'gateway',
  [dist('main.mjs'), 'start', '--policy', path.join('examples', 'orchard', 'portcullis.yaml')],
  /^ready/,
);
const [, page = 'not running: see above'] = /^console: (.*)$/m.exec(gateway) ?? [];
const [, login] = /^ {2}log in as (.*)$/m.exec(gateway) ?? [];
console.log(`
Orchard, the example API  http://127.0.0.1:4000  (${open} of ${all} deliberate holes open)
the gateway before it     http://127.0.0.1:8080  (policy examples/orchard/portcullis.yaml)
the console               ${page}${login ? `\n                          log in as ${login}` : ''}

passes   curl 'http://127.0.0.1:8080/products?limit=2'
denied   curl -i http://127.0.0.1:8080/orders/1001

In another terminal:
  cd examples/orchard
  npx portcullis pentest --safety writes    attacks the API and proves what it finds
  npx portcullis findings                   lists it; then: patch ID --apply, prove ID

Ctrl-C stops both.`);
