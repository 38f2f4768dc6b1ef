import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

function find(): string | undefined {
  try {
    return execFileSync('which', ['redis-server'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const program = find();
if (!program) process.stderr.write('redis-server is not installed: SHARED COUNTERS ARE NOT TESTED\n');

/** For `test(name, withRedis, ...)`. */
export const withRedis = { skip: program ? false : 'redis-server is not installed' };

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  /** kill -9; everything counted is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A server of this test's own, on a free port, that keeps nothing. */
export async function startRedis(t: TestContext): Promise<RedisServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portcullis-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void child?.kill(name),
    async kill() {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
      child = undefined;
    },
    async start() {
      const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
      child = spawn(program!, options, { stdio: 'ignore' });
      await answers(port);
    },
  };
  t.after(async () => {
    if (child) await server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await pong(port)) return;
    await sleep(30);
  }
  throw new Error('redis-server does not start');
}

function pong(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const done = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.on('data', (data) => done(data.toString().startsWith('+PONG')));
    socket.on('error', () => done(false));
  });
}
