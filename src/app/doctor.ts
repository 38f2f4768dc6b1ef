import { X509Certificate, createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { endOfLife } from '../audit/deployment/node-releases.js';
import { formatError, PortcullisError, PortcullisErrors } from '../core/errors.js';
import type { ListenPolicy, Project } from '../model/types.js';
import type { App } from './app.js';
import { privateFilesOf } from './audit-key-files.js';
import { runningGateway } from './gateway-state.js';

/** One thing that was looked at. `warn` works today and will not, or not everywhere. */
export interface Diagnosis {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly detail: string;
  /** What mends it. */
  readonly fix?: string;
}

interface Examined {
  readonly app: App;
  /** Undefined when there is no policy, or a broken one. */
  readonly project: Project | undefined;
}

type Examination = (examined: Examined) => Promise<readonly Diagnosis[]>;

const reachMillis = 3000;

/** Looks at this machine and the policy: what `start` needs, before it is needed. Changes nothing. */
export async function diagnose(app: App): Promise<readonly Diagnosis[]> {
  const [policy, project] = await examinePolicy(app);
  const examined: Examined = { app, project };
  const parts: readonly Examination[] = [dataFolder, fileModes, listeners, certificates, upstreams, redis, packages];
  const found: Diagnosis[] = [nodeVersion(), policy];
  for (const part of parts) found.push(...(await part(examined)));
  return found;
}

function nodeVersion(): Diagnosis {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const detail = `Node.js ${process.versions.node}`;
  if (major < 20 || (major === 20 && minor < 19)) {
    return { what: 'Node.js', state: 'fail', detail, fix: 'install 20.19 or newer' };
  }
  const end = endOfLife.get(major);
  if (end === undefined || Date.now() <= Date.parse(end)) return { what: 'Node.js', state: 'ok', detail };
  return {
    what: 'Node.js',
    state: 'warn',
    detail: `${detail}: security fixes ended on ${end}`,
    fix: 'a line that is kept up',
  };
}

async function examinePolicy(app: App): Promise<readonly [Diagnosis, Project | undefined]> {
  if (app.policyFile === undefined) {
    const detail = 'no portcullis.yaml here or above';
    return [{ what: 'policy', state: 'fail', detail, fix: 'portcullis init openapi.yaml --upstream URL' }, undefined];
  }
  try {
    const project = await app.project();
    const operations = project.apis.reduce((sum, { operations: all }) => sum + all.size, 0);
    const detail = `${path.relative(app.cwd, app.policyFile)}: ${project.apis.length} APIs, ${operations} operations`;
    return [{ what: 'policy', state: 'ok', detail }, project];
  } catch (error) {
    if (!(error instanceof PortcullisError || error instanceof PortcullisErrors)) throw error;
    const [first] = error instanceof PortcullisErrors ? error.errors : [error];
    return [{ what: 'policy', state: 'fail', detail: formatError(first!), fix: 'portcullis policy check' }, undefined];
  }
}

async function dataFolder({ app }: Examined): Promise<readonly Diagnosis[]> {
  const { dataDir } = app;
  if (!fs.existsSync(dataDir)) return [{ what: 'data folder', state: 'ok', detail: `${dataDir} will be made` }];
  return [freeSpace(dataDir), await storeOpens(app)];
}

/** Keys, secrets and the store: only their owner may read them. */
async function fileModes({ app, project }: Examined): Promise<readonly Diagnosis[]> {
  if (!project) return [];
  const files = privateFilesOf(app, project);
  const open = files.filter(({ mode }) => (mode & 0o077) !== 0);
  if (open.length === 0)
    return [{ what: 'file modes', state: 'ok', detail: `${files.length} private files are closed to others` }];
  return open.map(({ file, what, mode }) => ({
    what: 'file modes',
    state: 'fail',
    detail: `${file} (${what}) has mode 0${mode.toString(8)}: others can read it`,
    fix: `chmod go-rwx ${file}`,
  }));
}

const leastBytes = 1024 ** 3;

function freeSpace(dataDir: string): Diagnosis {
  const { bavail, bsize } = fs.statfsSync(dataDir);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= leastBytes) return { what: 'disk', state: 'ok', detail };
  return { what: 'disk', state: 'warn', detail, fix: 'a full disk stops the event log, and then calls' };
}

async function storeOpens(app: App): Promise<Diagnosis> {
  try {
    const store = await app.store({ readOnly: true });
    const heads = await store.events.heads();
    const events = heads.reduce((sum, { size }) => sum + size, 0);
    return { what: 'store', state: 'ok', detail: `opens; ${events.toLocaleString('en')} records in its logs` };
  } catch (error) {
    if (!(error instanceof PortcullisError)) throw error;
    const { message, hint } = error;
    // Only writers bring it up to date: `start` will.
    if (/has an older schema/.test(message))
      return { what: 'store', state: 'warn', detail: message, ...(hint ? { fix: hint } : {}) };
    return { what: 'store', state: 'fail', detail: message, fix: hint ?? 'portcullis store verify' };
  }
}

/** An address that is taken is right when our own gateway has it. */
async function listeners({ app, project }: Examined): Promise<readonly Diagnosis[]> {
  if (!project) return [];
  const running = runningGateway(app.dataDir);
  const addresses = [...project.listen, ...(project.control ? [project.control] : [])];
  return Promise.all(
    addresses.map(async ({ host, port }): Promise<Diagnosis> => {
      const what = `address ${host}:${port}`;
      const fault = await listenFault(host, port);
      if (fault === undefined) return { what, state: 'ok', detail: 'free' };
      if (fault === 'EADDRINUSE' && running)
        return { what, state: 'ok', detail: `taken by this gateway (process ${running.pid})` };
      const words: Readonly<Record<string, string>> = {
        EADDRINUSE: 'taken by another program',
        EACCES: 'needs rights that this user does not have',
        EADDRNOTAVAIL: 'no address of this machine',
      };
      return { what, state: 'fail', detail: words[fault] ?? fault, fix: 'another address under `listen` or `control`' };
    }),
  );
}

function listenFault(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

async function certificates({ project }: Examined): Promise<readonly Diagnosis[]> {
  return (project?.listen ?? []).flatMap(({ tls }) => (tls ? [certificate(tls)] : []));
}

const soonDays = 21;

function certificate({ certificate: file, key }: NonNullable<ListenPolicy['tls']>): Diagnosis {
  const what = `certificate ${file}`;
  try {
    const found = new X509Certificate(fs.readFileSync(file));
    if (!found.checkPrivateKey(createPrivateKey(fs.readFileSync(key)))) {
      return {
        what,
        state: 'fail',
        detail: `${key} is the key of another certificate`,
        fix: 'the pair that belongs together',
      };
    }
    const days = Math.floor((Date.parse(found.validTo) - Date.now()) / 86_400_000);
    if (days < 0)
      return { what, state: 'fail', detail: `ended ${-days} days ago`, fix: 'renew it: it is read again by itself' };
    if (Date.parse(found.validFrom) > Date.now()) {
      return {
        what,
        state: 'fail',
        detail: `is valid from ${found.validFrom}`,
        fix: 'see whether the clock of this machine is right',
      };
    }
    if (days < soonDays)
      return { what, state: 'warn', detail: `ends in ${days} days`, fix: 'renew it: it is read again by itself' };
    return { what, state: 'ok', detail: `good for ${days} days` };
  } catch (error) {
    return { what, state: 'fail', detail: (error as Error).message, fix: 'PEM files that this user can read' };
  }
}

async function upstreams({ project }: Examined): Promise<readonly Diagnosis[]> {
  const all = (project?.apis ?? []).flatMap(({ name, upstream }) => (upstream ? [{ name, url: upstream.url }] : []));
  return (await Promise.all(all.map(({ name, url }) => upstreamOf(name, url)))).flat();
}

/** Whether something listens there, and whether it thinks that it is as late as we do. */
async function upstreamOf(name: string, url: string): Promise<readonly Diagnosis[]> {
  const what = `upstream of ${name}`;
  const { hostname, port, protocol } = new URL(url);
  const number = Number(port) || (protocol === 'https:' ? 443 : 80);
  if (!(await isReached(hostname.replaceAll(/[[\]]/g, ''), number))) {
    return [
      { what, state: 'fail', detail: `${url} does not answer`, fix: `start it, or set apis.${name}.upstream.url` },
    ];
  }
  return [{ what, state: 'ok', detail: url }, ...(await clockAgainst(url))];
}

function isReached(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(reachMillis, () => end(false));
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

const mostSkewSeconds = 30;

async function clockAgainst(url: string): Promise<readonly Diagnosis[]> {
  const { request } = (await import('undici')).default;
  const timeouts = { headersTimeout: reachMillis, bodyTimeout: reachMillis };
  const answer = await request(url, { method: 'HEAD', ...timeouts }).catch(() => undefined);
  const told = Date.parse(String(answer?.headers['date'] ?? ''));
  if (Number.isNaN(told)) return [];
  const seconds = Math.round(Math.abs(Date.now() - told) / 1000);
  if (seconds <= mostSkewSeconds)
    return [{ what: 'clock', state: 'ok', detail: `within ${seconds} s of the upstream's` }];
  const detail = `${seconds} s away from the upstream's`;
  return [{ what: 'clock', state: 'warn', detail, fix: 'tokens are judged by this clock: synchronise it (NTP)' }];
}

async function redis({ app, project }: Examined): Promise<readonly Diagnosis[]> {
  const url = project?.limits.url;
  if (url === undefined) return [];
  const { secretReader } = await import('./secret-reader.js');
  const store = await app.store({ readOnly: true });
  const read = await secretReader({ store, baseDir: path.dirname(app.policyFile!), env: app.env });
  const { hostname, port } = new URL(read(url));
  const reached = await isReached(hostname.replaceAll(/[[\]]/g, ''), Number(port) || 6379);
  if (reached) return [{ what: 'Redis', state: 'ok', detail: `${hostname}:${port || 6379} answers` }];
  const detail = `${hostname}:${port || 6379} does not answer: limits do what limits.onFailure says (${project?.limits.onFailure})`;
  return [{ what: 'Redis', state: 'fail', detail, fix: 'start it, or correct limits.url' }];
}

/** Packages that only some policies need. */
async function packages({ project }: Examined): Promise<readonly Diagnosis[]> {
  const wanted = [
    ...([...(project?.notify.values() ?? [])].some(({ channel }) => 'mail' in channel) ? ['nodemailer'] : []),
    ...((project?.listen ?? []).some(({ authorizer }) => authorizer?.protocol === 'grpc')
      ? ['@grpc/grpc-js', '@grpc/proto-loader']
      : []),
  ];
  return wanted.map((name): Diagnosis => {
    try {
      import.meta.resolve(name);
      return { what: `package ${name}`, state: 'ok', detail: 'installed' };
    } catch {
      return { what: `package ${name}`, state: 'fail', detail: 'is not installed', fix: `npm install ${name}` };
    }
  });
}
