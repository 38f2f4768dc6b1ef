import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canPin, pinned } from './lib/children.mjs';
import { measureProgram } from './lib/measure.mjs';
import { largeContract } from './lib/large-contract.mjs';
import { fixed, median } from './lib/numbers.mjs';
import { benchDir, rootDir } from './lib/prepare.mjs';
import { table } from './lib/table.mjs';

const ours = 'Portcullis';
const parse = 'JSON.parse';

/** Operations of the contracts that are made: what the goals are about. */
const sizes = [20, 300, 1_200, 10_000];

/** Above this size the peers are not asked: one has no end, another none in minutes. */
const peersUpToBytes = 20_000_000;

const parseScript = "JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'))";
const auditCore = 0;
const owaspRules = path.join(benchDir, 'peers', 'spectral-owasp.mjs');
const bin = (name) => path.join(benchDir, 'node_modules', '.bin', name);

/** A program of Node, its words, and its flags in one string. */
const nodeCommand = (program, words, flags) => [process.execPath, program, ...words, ...flags.split(' ')];

/** No calls home, no colours: only the work is measured. */
const quietEnv = {
  CI: '1',
  NO_COLOR: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

const shownByDefault = ['critical', 'high', 'medium'];

/** All rules, as the others run all of theirs; `byDefault` is how many a user sees who sets no flag. */
const oursOn = (file, { main }) => nodeCommand(main, ['audit', file], '--level all --format json --fail-on none');

/** Name -> the command for a contract, and how to count findings in what it printed. */
const tools = {
  [ours]: {
    command: oursOn,
    count: (output) => {
      const { findings } = JSON.parse(output);
      const byDefault = findings.filter(({ severity }) => shownByDefault.includes(severity)).length;
      return { findings: findings.length, byDefault };
    },
  },
  [parse]: {
    command: (file) => [process.execPath, '--eval', parseScript, file],
    count: () => ({ findings: 0 }),
    takes: (file) => file.endsWith('.json'),
  },
  'Redocly recommended': {
    command: (file) => nodeCommand(bin('redocly'), ['lint', file], '--extends recommended --format json'),
    count: (output) => {
      const { errors, warnings } = JSON.parse(output).totals;
      return { findings: errors + warnings };
    },
  },
  'Spectral OWASP': {
    command: (file) => nodeCommand(bin('spectral'), ['lint', file, '--ruleset', owaspRules], '--format json --quiet'),
    count: (output) => ({ findings: JSON.parse(output).length }),
  },
};

const isContract = (file) =>
  /\.(json|ya?ml)$/.test(file) && /^\s*[{"]*\s*"?(openapi|swagger)"?\s*:/m.test(fs.readFileSync(file, 'utf8'));

/** Contracts named by a file or found in a folder (not deeper). */
function contractsAt(place) {
  const at = path.resolve(place);
  if (!fs.existsSync(at)) throw new RangeError(`--contracts: there is no ${place}`);
  if (fs.statSync(at).isFile()) return [at];
  const files = fs.readdirSync(at).map((name) => path.join(at, name));
  return files.filter((file) => fs.statSync(file).isFile() && isContract(file)).sort();
}

const isWanted = (name, wanted) =>
  name === ours ||
  name === parse ||
  !wanted ||
  wanted.split(',').some((part) => name.toLowerCase().includes(part.toLowerCase()));

/** Numbers of findings; empty when the tool was stopped or printed no report. */
function countFindings(tool, { code, output }) {
  if (code === null) return {};
  try {
    return tool.count(output);
  } catch {
    return {};
  }
}

async function measureTool(name, file, options) {
  const command = pinned(auditCore, tools[name].command(file, options));
  const measured = await measureProgram(command, { dir: options.dir, env: quietEnv, limitSeconds: options.limit });
  const { output, errors, ...figures } = measured;
  const counts = countFindings(tools[name], measured);
  const trouble = counts.findings === undefined ? (errors || output).trim().slice(0, 300) : undefined;
  return { ...figures, ...counts, stopped: measured.code === null, trouble };
}

function summarise(name, runs) {
  const middle = (key) => median(runs.map((run) => run[key]));
  const { findings, byDefault, trouble } = runs[0];
  return {
    name,
    cpuSeconds: middle('cpuSeconds'),
    wallSeconds: middle('wallSeconds'),
    peakMiB: middle('peakMiB'),
    findings,
    byDefault,
    stopped: runs.some(({ stopped }) => stopped),
    trouble,
    runs,
  };
}

function takes(name, file) {
  if (tools[name].takes) return tools[name].takes(file);
  return name === ours || fs.statSync(file).size <= peersUpToBytes;
}

/** Writes contracts as large vendors have them. */
function writeLarge(dir) {
  return sizes.map((operations) => {
    const file = path.join(dir, `made-${operations}.json`);
    fs.writeFileSync(file, JSON.stringify(largeContract(operations), null, 2));
    return file;
  });
}

/** One contract: all tools in turn, the order reversed each round. A tool that had to be stopped is not asked again. */
async function compareOn(file, options) {
  const names = options.names.filter((name) => takes(name, file));
  const runs = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const name of round % 2 ? [...names].reverse() : names) {
      const earlier = runs.get(name);
      if (!earlier.some(({ stopped }) => stopped)) earlier.push(await measureTool(name, file, options));
    }
  }
  const rows = [...runs].map(([name, measured]) => summarise(name, measured));
  return { contract: path.basename(file), bytes: fs.statSync(file).size, rows };
}

async function measureNodeStart(options) {
  const command = pinned(auditCore, [process.execPath, '--eval', '0']);
  const runs = [];
  for (let round = 0; round < options.rounds + 1; round++) {
    runs.push(await measureProgram(command, { dir: options.dir, env: quietEnv, limitSeconds: options.limit }));
  }
  return median(runs.map(({ cpuSeconds }) => cpuSeconds));
}

/** Audits the same contracts with every tool in turn; resolves to {nodeStartSeconds, pinned, contracts}. */
export async function compareAudits(options) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-bench-'));
  process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  const example = path.join(rootDir, 'examples', 'orchard', 'openapi.yaml');
  const given = [example, path.join(benchDir, 'contracts'), ...options.contracts].flatMap(contractsAt);
  const files = [...given, ...writeLarge(dir)];
  const names = Object.keys(tools).filter((name) => isWanted(name, options.peers));
  const nodeStartSeconds = await measureNodeStart({ ...options, dir });
  const contracts = [];
  for (const file of files) contracts.push(await compareOn(file, { ...options, dir, names }));
  return { nodeStartSeconds, pinned: canPin, contracts };
}

const head = ['contract', 'tool', 'CPU s', 'ratio', 'wall s', 'peak MiB', 'findings'];

/** CPU compared with ours; nothing to compare with when ours did not give findings. */
function ratio(row, rows) {
  const reference = rows.find(({ name }) => name === ours);
  return reference.findings === undefined ? '-' : fixed(row.cpuSeconds / reference.cpuSeconds, 1);
}

function findingsOf({ findings, byDefault, stopped }) {
  if (findings === undefined) return stopped ? 'stopped' : 'failed';
  return byDefault === undefined ? String(findings) : `${findings} (${byDefault} by default)`;
}

function cells(row, index, { contract, bytes, rows }) {
  const more = row.stopped ? '>' : '';
  return [
    index ? '' : `${contract} (${Math.round(bytes / 1000)} kB)`,
    row.name,
    more + fixed(row.cpuSeconds, 2),
    more + ratio(row, rows),
    more + fixed(row.wallSeconds, 2),
    fixed(row.peakMiB, 0),
    findingsOf(row),
  ];
}

/** The comparison as plain text. */
export function renderAudits({ nodeStartSeconds, contracts }, { rounds }) {
  const rows = contracts.flatMap((compared) => compared.rows.map((row, index) => cells(row, index, compared)));
  const failed = contracts.flatMap(({ contract, rows }) =>
    rows.filter(({ trouble, stopped }) => trouble !== undefined && !stopped).map((row) => ({ contract, ...row })),
  );
  return [
    `Audits of the same contracts by the command lines, start included (Node alone: ${fixed(nodeStartSeconds, 2)} s CPU).`,
    `Median of ${rounds} rounds. Ratio = CPU compared with ${ours}. Numbers of findings say how much there is to read,`,
    'not how good it is: ours come grouped by cause. JSON.parse reads and parses the file, and does nothing else.',
    '',
    table(head, rows, 2),
    ...failed.map(({ contract, name, trouble }) => `${name} on ${contract}: ${trouble.split('\n')[0]}`),
  ].join('\n');
}
