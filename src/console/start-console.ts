import fs from 'node:fs';
import path from 'node:path';
import type { App } from '../app/app.js';
import { consoleApp } from '../app/console-app.js';
import type { Readiness } from '../app/health.js';
import { secretReader } from '../app/secret-reader.js';
import { packageRoot } from '../app/version.js';
import { PortcullisError } from '../core/errors.js';
import type { ConsolePolicy } from '../model/types.js';
import { Jobs } from './jobs.js';
import type { ConsoleHost } from './operation.js';
import { consoleOperations } from './operations.js';
import { Routes } from './routes.js';
import { startServer, type ConsoleAddress } from './server.js';
import { Sessions } from './sessions.js';
import { SingleSignOn } from './single-sign-on.js';
import { staticFiles } from './static-files.js';

export interface ConsoleOptions {
  readonly app: App;
  readonly policy: ConsolePolicy;
  /** State of the gateway of this process, where there is one. */
  readonly readiness?: (() => Promise<Readiness>) | undefined;
  /** Built files; default: those of this package. */
  readonly filesFolder?: string;
  readonly say: (text: string) => void;
}

export interface RunningConsole {
  readonly url: string;
  /** Of the first admin, who never logged in: known here alone, and only once. */
  readonly firstLogin: { readonly user: string; readonly password: string } | undefined;
  close(): Promise<void>;
}

/** Starts the console: control API and, where they are built, its screens. Throws `ADDRESS_IN_USE`, `USAGE`, POLICY_*. */
export async function startConsole({
  app,
  policy,
  readiness,
  filesFolder,
  say,
}: ConsoleOptions): Promise<RunningConsole> {
  const ending = new AbortController();
  const own = consoleApp(app, ending.signal);
  const store = await own.store();
  const sessions = new Sessions(store.console);
  const jobs = new Jobs();
  const host: ConsoleHost = {
    app: own,
    sessions,
    jobs,
    sso: await singleSignOn(own, policy),
    readiness,
    isSecure: policy.tls !== undefined,
  };
  const files = staticFiles(filesFolder ?? path.join(packageRoot, 'dist', 'console'));
  const server = await startServer(addressOf(policy), { host, routes: new Routes(consoleOperations), files, say });
  return {
    url: server.url,
    firstLogin: await firstLogin(host),
    async close() {
      ending.abort();
      await server.close();
      await jobs.close();
    },
  };
}

function addressOf({ host, port, tls, url }: ConsolePolicy): ConsoleAddress {
  const names = url === undefined ? [] : [new URL(url).host];
  if (!tls) return { host, port, names };
  return {
    host,
    port,
    names,
    tls: { certificate: readPem(tls.certificate), key: readPem(tls.key), minVersion: tls.minVersion },
  };
}

function readPem(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new PortcullisError('FILE_UNREADABLE', `${file} cannot be read`, { cause, hint: (cause as Error).message });
  }
}

async function singleSignOn(app: App, { oidc, url }: ConsolePolicy): Promise<SingleSignOn | undefined> {
  if (!oidc || url === undefined) return undefined;
  const store = await app.store();
  const read = await secretReader({ store, baseDir: path.dirname(app.policyFile ?? app.cwd), env: app.env });
  return new SingleSignOn({ ...oidc, clientSecret: read(oidc.clientSecret), url }, store.console);
}

/** The first admin. Nobody has logged in yet: a password that was lost is made anew at every start. */
async function firstLogin({ app, sessions }: ConsoleHost): Promise<RunningConsole['firstLogin']> {
  const { console: people } = await app.store();
  const users = await people.users();
  const [only] = users;
  const isFirst = users.length === 0;
  const neverUsed = users.length === 1 && only!.mustChangePassword && only!.lastLoginAt === undefined;
  if (!isFirst && !neverUsed) return undefined;
  const { password, hash } = await sessions.oneTime();
  const user = only?.name ?? 'admin';
  if (isFirst) {
    const admin = { name: user, role: 'admin', via: 'password', mustChangePassword: true, disabled: false } as const;
    await people.addUser({ ...admin, createdAt: Date.now() }, hash);
  } else await people.changeUser(user, { password: hash, mustChangePassword: true });
  return { user, password };
}
