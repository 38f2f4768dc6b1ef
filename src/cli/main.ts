#!/usr/bin/env node
import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import { makeApp, type OwnedApp } from '../app/make-app.js';
import { sha256 } from '../core/ids.js';
import { version } from '../app/version.js';
import { runProgram } from './program.js';

/** A pipe that was closed (`| head`) ends us quietly. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 4));

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}

const apps: OwnedApp[] = [];

/** Ours alone: what a bug report needs, without arguments, paths of the user or messages that could hold a secret. */
function reportBug(error: unknown): number {
  const stack = error instanceof Error ? (error.stack ?? '') : String(error);
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
  const id = sha256(frames.join('\n')).slice(0, 12);
  const name = error instanceof Error ? error.name : typeof error;
  console.error(`This is a fault of Portcullis ${version} (bug ${id}, ${name}). Please report it with these lines:`);
  for (const frame of frames.slice(0, 8))
    console.error(frame.replace(/(?:file:\/\/)?\/.*\/(dist|src|node_modules)\//, '$1/'));
  if (process.env.PORTCULLIS_DEBUG) console.error(error);
  else console.error('PORTCULLIS_DEBUG=1 prints the whole error; it may contain values of your files.');
  return 4;
}

/** What was under way was given up because somebody asked for it. */
function interrupted(): number {
  console.error('interrupted');
  return 130;
}

function report(error: unknown): number {
  if (error instanceof PortcullisErrors) {
    for (const each of error.errors) console.error(formatError(each));
    return error.exitCode;
  }
  if (!(error instanceof PortcullisError)) return interrupt.signal.aborted ? interrupted() : reportBug(error);
  console.error(formatError(error));
  if (error.code === 'INTERNAL') return reportBug(error);
  return error.exitCode;
}

const color = process.stdout.isTTY && !process.env.NO_COLOR;
const exit = await runProgram(
  process.argv.slice(2),
  (options) => {
    const app = makeApp({
      cwd: process.cwd(),
      env: process.env,
      ...options,
      color: options.color && Boolean(color),
      width: process.stdout.columns ?? 100,
      signal: interrupt.signal,
      print: (text) => process.stdout.write(text),
      say: (text) => process.stderr.write(`${text}\n`),
    });
    apps.push(app);
    return app;
  },
  (text) => process.stdout.write(text),
).catch(report);
for (const app of apps) await app.close();
process.exitCode = exit;
