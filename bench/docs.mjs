import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pinned } from './lib/children.mjs';
import { largeContract } from './lib/large-contract.mjs';
import { measureProgram } from './lib/measure.mjs';
import { fixed, median } from './lib/numbers.mjs';
import { benchDir } from './lib/prepare.mjs';
import { table } from './lib/table.mjs';

const ours = 'Portcullis';
const peer = 'Redoc (redocly build-docs)';
const core = 0;
const quietEnv = { CI: '1', NO_COLOR: '1', REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** Contracts are published as they are: what the publish gate finds in this one is allowed by name. */
async function writePolicy(dir, contract, { main, limit }) {
  const file = path.join(dir, 'portcullis.yaml');
  const upstream = 'upstream: { url: "http://127.0.0.1:3000" }';
  const policy = `version: 1\napis:\n  measured: { contract: ${JSON.stringify(contract)}, ${upstream} }\n`;
  fs.writeFileSync(file, policy);
  const words = [main, 'docs', 'build', '--policy', file, '--folder', path.join(dir, 'tried'), '--format', 'json'];
  const { output } = await measureProgram([process.execPath, ...words], { dir, env: quietEnv, limitSeconds: limit });
  const ids = JSON.parse(output).unpublishable.map(({ id }) => `    - { id: "${id}", reason: of a bench }\n`);
  if (ids.length > 0) fs.writeFileSync(file, `${policy}documentation:\n  published:\n${ids.join('')}`);
  return file;
}

const sizesOf = (place) =>
  (fs.statSync(place).isFile()
    ? [place]
    : fs.readdirSync(place, { recursive: true }).map((name) => path.join(place, name))
  )
    .filter((file) => file.endsWith('.html'))
    .map((file) => gzipSync(fs.readFileSync(file)).length / 1000);

/** Builds pages from the same contract with both, in turn; resolves to {contract, operations, rows}. */
export async function compareDocs(options) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bench-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  const contract = options.contracts[0] ? path.resolve(options.contracts[0]) : path.join(dir, 'made-1200.json');
  if (!options.contracts[0]) fs.writeFileSync(contract, JSON.stringify(largeContract(1200)));
  const policy = await writePolicy(dir, contract, options);
  const places = { [ours]: path.join(dir, 'site'), [peer]: path.join(dir, 'redoc.html') };
  const redocly = path.join(benchDir, 'node_modules', '.bin', 'redocly');
  const commands = {
    [ours]: [process.execPath, options.main, 'docs', 'build', '--policy', policy, '--folder', places[ours]],
    [peer]: [process.execPath, redocly, 'build-docs', contract, '--output', places[peer]],
  };
  const runs = { [ours]: [], [peer]: [] };
  for (let round = 0; round < options.rounds; round++) {
    for (const name of round % 2 ? [peer, ours] : [ours, peer]) {
      const { output, errors, ...figures } = await measureProgram(pinned(core, commands[name]), {
        dir,
        env: quietEnv,
        limitSeconds: options.limit,
      });
      if (figures.code !== 0) throw new Error(`${name}: ${(errors || output).slice(0, 500)}`);
      runs[name].push(figures);
    }
  }
  const rows = Object.entries(runs).map(([name, measured]) => {
    const middle = (key) => median(measured.map((run) => run[key]));
    const pages = sizesOf(places[name]);
    return {
      name,
      cpuSeconds: middle('cpuSeconds'),
      wallSeconds: middle('wallSeconds'),
      peakMiB: middle('peakMiB'),
      pages: pages.length,
      largestPageKilobytes: Math.max(...pages),
    };
  });
  return { contract: path.basename(contract), bytes: fs.statSync(contract).size, rows };
}

/** The comparison as plain text. */
export function renderDocs({ contract, bytes, rows }, { rounds }) {
  const reference = rows.find(({ name }) => name === ours).cpuSeconds;
  const cells = rows.map((row) => [
    row.name,
    fixed(row.cpuSeconds, 2),
    fixed(row.cpuSeconds / reference, 2),
    fixed(row.wallSeconds, 2),
    fixed(row.peakMiB, 0),
    row.pages,
    fixed(row.largestPageKilobytes, 0),
  ]);
  return [
    `Pages from ${contract} (${Math.round(bytes / 1000)} kB), start included; median of ${rounds} rounds.`,
    'Ours: a page for each operation, with what is enforced and three samples. Redoc: one page of everything.',
    '',
    table(['tool', 'CPU s', 'ratio', 'wall s', 'peak MiB', 'pages', 'largest page, kB gzip'], cells),
  ].join('\n');
}
