import fs from 'node:fs';
import path from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { endedChildrenCpuMillis, peakMiB } from './process-tree.mjs';

/**
 * Runs a program to its end, with its output in files, and resolves to
 * {cpuSeconds, wallSeconds, peakMiB, code, output, errors}; `code` is null when it was stopped after `limitSeconds`.
 * CPU time is that of the program and its children; the peak is that of the program. One at a time: the kernel
 * reports the CPU time of ended children as one sum.
 */
export async function measureProgram(command, { dir, env, limitSeconds }) {
  const file = path.join(dir, 'stdout');
  const stdout = fs.openSync(file, 'w');
  const before = endedChildrenCpuMillis();
  const from = performance.now();
  const child = startChild(command, { cwd: dir, env, stdout });
  let peak = 0;
  const sampler = setInterval(() => (peak = Math.max(peak, peakMiB(child.pid))), 20);
  const timer = setTimeout(() => stopChild(child), limitSeconds * 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  const wallSeconds = (performance.now() - from) / 1000;
  clearInterval(sampler);
  clearTimeout(timer);
  fs.closeSync(stdout);
  return {
    cpuSeconds: (endedChildrenCpuMillis() - before) / 1000,
    wallSeconds,
    peakMiB: peak,
    code,
    output: fs.readFileSync(file, 'utf8'),
    errors: child.errors,
  };
}
