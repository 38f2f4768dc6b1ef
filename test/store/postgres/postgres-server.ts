import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';

/** Where Debian puts the programs of a server, newest version first; elsewhere the search path has them. */
function findPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = fs.existsSync(root) ? fs.readdirSync(root).filter((name) => Number(name) >= 15) : [];
  const [newest] = versions.sort((a, b) => Number(b) - Number(a));
  if (newest) return path.join(root, newest, 'bin');
  try {
    return path.dirname(execFileSync('which', ['initdb'], { encoding: 'utf8' }).trim());
  } catch {
    return undefined;
  }
}

const programs = findPrograms();
if (!programs) {
  process.stderr.write('PostgreSQL is not installed: ITS ENGINE OF THE STORE IS NOT TESTED\n');
  if (process.env['CI']) throw new Error('CI tests both engines: apt-get install postgresql');
}

/** For `describe(name, withPostgres, ...)`. */
export const withPostgres = { skip: programs ? false : 'PostgreSQL is not installed' };
export const isPostgresInstalled = programs !== undefined;

/** A server refuses to run as root: then the tests run it as this user. */
const account = 'nobody';
const asRoot = process.getuid?.() === 0;
const asServer = (program: string, args: readonly string[]): [string, readonly string[]] =>
  asRoot
    ? ['setpriv', ['--reuid', account, '--regid', 'nogroup', '--clear-groups', program, ...args]]
    : [program, args];

export interface PostgresServer {
  readonly port: number;
  /** Makes an empty database and returns its address. */
  database(): Promise<string>;
  /** SQL behind the program's back. */
  sql(url: string, text: string): Promise<QueryResult>;
  /** SIGSTOP or SIGCONT for the server and each of its processes. */
  signalAll(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** kill -9 of the server and each of its processes. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A server of this test's own in a temporary folder, on a free port of the loopback address. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = fs.mkdtempSync('/tmp/portcullis-postgres-');
  if (asRoot) execFileSync('chown', [account, folder]);
  const data = path.join(folder, 'data');
  const init = ['-D', data, '-U', 'portcullis', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(...asServer(path.join(programs!, 'initdb'), init), { stdio: 'ignore', cwd: folder });
  const port = await freePort();
  const urlOf = (name: string) => `postgres://portcullis@127.0.0.1:${port}/${name}`;
  let child: ChildProcess | undefined;
  let databases = 0;
  const sql = async (url: string, text: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    child = undefined;
  };
  const server: PostgresServer = {
    port,
    sql,
    async database() {
      const name = `store${(databases += 1)}`;
      await sql(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    signalAll(name) {
      const pid = serverPid(data);
      for (const each of [pid, ...childrenOf(pid)]) signal(each, name);
    },
    async kill() {
      const pid = serverPid(data);
      const all = [pid, ...childrenOf(pid)];
      for (const each of all) signal(each, 'SIGKILL');
      await end('SIGKILL');
      while (all.some((each) => signal(each, 0))) await sleep(10);
    },
    async start() {
      const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off' };
      const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const [program, args] = asServer(path.join(programs!, 'postgres'), ['-D', data, ...flags]);
      child = spawn(program, args, { stdio: 'ignore', cwd: folder });
      await answers(() => sql(urlOf('postgres'), 'SELECT 1'));
    },
    async stop() {
      if (child) server.signalAll('SIGCONT');
      await end('SIGQUIT');
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** False for a process that ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

function serverPid(data: string): number {
  return Number.parseInt(fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8'), 10);
}

function childrenOf(pid: number): number[] {
  const output = execFileSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' });
  return output.split(/\s+/).filter(Boolean).map(Number);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(50);
    }
  }
}
