import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../harness.js';
import { authorizerMount, plainApp } from './mounts.js';
import { ofAnswer, type Difference, type Way } from './ways.js';

/** A server in front that asks the authorizer, run as the program that people run. */
export interface Program {
  readonly name: string;
  readonly binary: string;
  /** Its configuration, given the ports and a folder of its own. */
  configuration(ports: { own: number; app: number; authorizer: number }, folder: string): string;
  /** Its arguments, given the file of the configuration. */
  args(file: string, folder: string): readonly string[];
}

/** The first of these that runs, or undefined. */
export function installed(names: readonly string[], flag: string): string | undefined {
  return names.find((name) => spawnSync(name, [flag]).status === 0);
}

/** Why a test cannot run, said aloud; false when it can. */
export function skipWithout(binary: string | undefined, what: string): string | false {
  if (binary) return false;
  const text = `SKIPPED: ${what} is not installed, so its page in docs/integrations is NOT tested`;
  process.emitWarning(text);
  return text;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface Running {
  readonly port: number;
  /** Targets that reached the app. */
  readonly urls: string[];
  /** Fields of the last request that reached the app. */
  readonly seen: { headers: http.IncomingHttpHeaders };
  close(): Promise<void>;
}

/** Starts the app, and the program in front of it. */
export async function runProgram({ binary, args, configuration }: Program, authorizer: number): Promise<Running> {
  const urls: string[] = [];
  const seen: Running['seen'] = { headers: {} };
  const handler = plainApp([]);
  const app = http.createServer((request, response) => {
    urls.push(request.url!);
    seen.headers = request.headers;
    void handler(request, response);
  });
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-front-'));
  const port = await freePort();
  const file = path.join(folder, 'configuration');
  const ports = { own: port, app: (app.address() as AddressInfo).port, authorizer };
  fs.writeFileSync(file, configuration(ports, folder));
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(binary, args(file, folder), { stdio: 'ignore', env });
  const gone = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    app.closeAllConnections();
    app.close();
    fs.rmSync(folder, { recursive: true });
  };
  await answering(port);
  urls.length = 0;
  return { port, urls, seen, close };
}

async function answering(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const isThere = await call(port, '/open').then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await sleep(30);
  }
}

/** The way in through a program: what reaches the app has passed. */
export function wayBehind(program: Program, differences: readonly Difference[]): Way {
  return {
    name: program.name,
    sees: 'head',
    answers: false,
    respells: false,
    differences,
    async start() {
      const authorizer = await authorizerMount();
      const running = await runProgram(program, authorizer.port);
      return {
        async send(row) {
          running.urls.length = 0;
          const outcome = ofAnswer(await call(running.port, row.path, row));
          return running.urls.length ? { status: 'passes', code: undefined, fields: {} } : outcome;
        },
        async close() {
          await running.close();
          await authorizer.close();
        },
      };
    },
  };
}
