import net from 'node:net';
import os from 'node:os';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasProgram } from './machine.mjs';

const running = new Set();

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ended already
  }
}

process.on('exit', () => running.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** Ends a child and its descendants. */
export function stopChild(child) {
  killGroup(child);
  running.delete(child);
}

/** True when servers and load can be kept on different cores. */
export const canPin = os.availableParallelism() >= 2 && hasProgram('taskset');

/** The command line that runs a program on one core only; the same command where that is not possible. */
export const pinned = (core, command) => (canPin ? ['taskset', '-c', String(core), ...command] : command);

/**
 * Starts a program in a process group of its own; the group ends with this process.
 * `errors` of the result holds the last 4,000 characters of its standard error.
 */
export function startChild([file, ...args], { env = {}, cwd, stdout = 'ignore' } = {}) {
  const stdio = ['ignore', stdout, 'pipe'];
  const child = spawn(file, args, { env: { ...process.env, ...env }, cwd, stdio, detached: true });
  child.errors = '';
  child.stderr.on('data', (chunk) => (child.errors = (child.errors + chunk).slice(-4000)));
  child.on('error', (error) => (child.errors += error.message));
  child.on('exit', () => running.delete(child));
  running.add(child);
  return child;
}

/** Runs a program to its end; resolves to its standard output. */
export async function outputOf(command) {
  const child = startChild(command, { stdout: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${child.errors}`);
  return output;
}

/** A port that nothing listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Sends one raw request; resolves to the status of the answer, 0 when there is none within 5 s. */
export function statusOf(port, raw) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(raw));
    let text = '';
    const end = (status) => {
      socket.destroy();
      resolve(status);
    };
    socket.on('data', (chunk) => {
      text += chunk;
      const status = /^HTTP\/1\.1 (\d+)/.exec(text);
      if (status) end(Number(status[1]));
    });
    socket.on('error', () => end(0)).on('close', () => end(0));
    socket.setTimeout(5000, () => end(0));
  });
}

const probe = 'GET /__ready HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n';

/** Waits until a child answers HTTP, whatever the status; throws with its errors when it ends or 30 s pass. */
export async function waitForAnswer(child, port) {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(child.errors || `ended with ${child.exitCode}`);
    if (await statusOf(port, probe)) return;
  }
  throw new Error(`does not answer: ${child.errors}`);
}
