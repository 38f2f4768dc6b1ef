import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** True when a program of that name is on the PATH. */
export const hasProgram = (name) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, name)));

/** What the figures were measured on. */
export function machineFacts() {
  return {
    at: new Date().toISOString(),
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    load1Minute: Number(os.loadavg()[0]?.toFixed(2)),
  };
}

/** One paragraph for people. */
export function describeMachine({ node, platform, cores, cpu, memoryGiB, load1Minute }) {
  return (
    `Machine: ${cores} cores (${cpu}), ${memoryGiB} GiB, ${platform}, Node ${node}, load ${load1Minute} at the start.\n` +
    'Ratios only: absolute figures depend on this machine and on what else runs on it; all peers of a table were\n' +
    'measured in turn, in the same run.'
  );
}
