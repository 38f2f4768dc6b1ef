import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../../core/errors.js';
import { ensurePrivateFile } from '../files.js';
import { addressOf } from './address.js';
import { schema } from './database.js';

/** Where Debian puts the programs of each version. */
const versionsFolder = '/usr/lib/postgresql';
const mostErrorText = 2000;

export interface DumpOptions {
  readonly url: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Copies the schema of the store into a file, as it is at one moment, while others write to it. */
export async function dumpPostgres({ url, file, env }: DumpOptions): Promise<void> {
  ensurePrivateFile(file);
  await run('pg_dump', ['--format=custom', '--no-owner', `--schema=${schema}`, `--file=${file}`], { url, env });
}

/** Puts what `dumpPostgres` copied into a database without a store, all or nothing. */
export async function restorePostgres({ url, file, env }: DumpOptions): Promise<void> {
  await run('pg_restore', ['--no-owner', '--exit-on-error', '--single-transaction', file], { url, env });
}

/** The password goes along in the environment: the arguments of a process can be read by everybody. */
async function run(program: string, args: readonly string[], { url, env }: Omit<DumpOptions, 'file'>): Promise<void> {
  const address = new URL(addressOf(url));
  const password = decodeURIComponent(address.password);
  address.password = '';
  const child = spawn(find(program, env), [...args, `--dbname=${address.href}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, ...(password === '' ? {} : { PGPASSWORD: password }) },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-mostErrorText)));
  const code = await Promise.race([
    once(child, 'close').then(([exit]) => exit as number | null),
    once(child, 'error').then(() => 'absent' as const),
  ]);
  if (code === 0) return;
  if (code === 'absent') throw absent(program);
  throw new PortcullisError('STORE_UNREACHABLE', `${program} did not finish`, { hint: said.trim() });
}

function find(program: string, { PATH = '' }: DumpOptions['env']): string {
  const versions = fs.existsSync(versionsFolder) ? fs.readdirSync(versionsFolder) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((name) => path.join(versionsFolder, name, 'bin'));
  const all = [...PATH.split(path.delimiter).filter(Boolean), ...folders];
  const found = all.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file));
  if (!found) throw absent(program);
  return found;
}

function absent(program: string): PortcullisError {
  return new PortcullisError('NOT_FOUND', `${program} is not installed here`, {
    hint: 'it comes with the client programs of PostgreSQL: apt-get install postgresql-client',
  });
}
