import fs from 'node:fs';
import { execFileSync } from 'node:child_process';

const getconf = (name) => Number(execFileSync('getconf', [name], { encoding: 'utf8' }));
let units;
const kernelUnits = () => (units ??= { millisPerTick: 1000 / getconf('CLK_TCK'), pageBytes: getconf('PAGESIZE') });

/** Fields of /proc/PID/stat from the third on; the second is a name that may hold spaces. */
function statFields(pid) {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readProcess(pid) {
  try {
    const fields = statFields(pid);
    const [parent, user, system, pages] = [1, 11, 12, 21].map((index) => Number(fields[index]));
    return { parent, ticks: user + system, pages };
  } catch {
    return undefined; // ended meanwhile
  }
}

function allProcesses() {
  const processes = new Map();
  for (const name of fs.readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? readProcess(name) : undefined;
    if (found) processes.set(Number(name), found);
  }
  return processes;
}

function withDescendants(roots, processes) {
  const tree = new Set(roots);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const [pid, { parent }] of processes) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree].map((pid) => processes.get(pid)).filter(Boolean);
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** CPU time so far and resident memory of live processes and all their descendants. Linux only. */
export function measureTree(pids) {
  const { millisPerTick, pageBytes } = kernelUnits();
  const tree = withDescendants(pids, allProcesses());
  return {
    cpuMillis: sum(tree.map(({ ticks }) => ticks)) * millisPerTick,
    rssMiB: (sum(tree.map(({ pages }) => pages)) * pageBytes) / 2 ** 20,
    largestMiB: (Math.max(0, ...tree.map(({ pages }) => pages)) * pageBytes) / 2 ** 20,
  };
}

/** CPU time so far of one live process, its children left out. */
export const cpuMillisOf = (pid) => (readProcess(pid)?.ticks ?? NaN) * kernelUnits().millisPerTick;

/** CPU milliseconds of all children of this process that have ended, and of theirs. */
export function endedChildrenCpuMillis() {
  const fields = statFields('self');
  return (Number(fields[13]) + Number(fields[14])) * kernelUnits().millisPerTick;
}

/** Highest resident memory that a live process has had, in MiB; 0 when it has ended. */
export function peakMiB(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
