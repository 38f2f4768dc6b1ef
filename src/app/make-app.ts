import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { Project } from '../model/types.js';
import type { Store } from '../store/store.js';
import type { App } from './app.js';
import { findPolicyFile } from './policy-file.js';
import { version } from './version.js';

/** What the command line gives an `App`. */
export interface AppOptions {
  readonly cwd: string;
  readonly env: App['env'];
  readonly policy?: string | undefined;
  readonly data?: string | undefined;
  readonly format?: string | undefined;
  readonly output?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly color: boolean;
  readonly width: number;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly say: (text: string) => void;
}

/** An app together with what must be closed at the end. */
export interface OwnedApp extends App {
  close(): Promise<void>;
}

async function loadPolicyProject(options: AppOptions, policyFile: string | undefined, now: Date): Promise<Project> {
  if (policyFile === undefined) {
    throw new PortcullisError('POLICY_NOT_FOUND', `No portcullis.yaml in ${options.cwd} or a folder above it`, {
      hint: 'portcullis init openapi.yaml --upstream http://127.0.0.1:3000 writes one; --policy names another',
    });
  }
  const { loadProject } = await import('../model/project.js');
  return loadProject({ policyFile, today: now });
}

function writeOutput(file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  } catch (cause) {
    throw new PortcullisError('FILE_UNWRITABLE', `--output cannot write ${file}`, {
      cause,
      hint: (cause as Error).message,
    });
  }
}

/** Makes the surroundings of one command. The store and the policy are opened when first asked for. */
export function makeApp(options: AppOptions): OwnedApp {
  let project: Promise<Project> | undefined;
  let store: Promise<Store> | undefined;
  const now = () => new Date();
  const policyFile =
    options.policy === undefined ? findPolicyFile(options.cwd) : path.resolve(options.cwd, options.policy);
  const dataDir =
    options.data === undefined
      ? path.join(policyFile ? path.dirname(policyFile) : options.cwd, '.portcullis')
      : path.resolve(options.cwd, options.data);
  return {
    version,
    cwd: options.cwd,
    env: options.env,
    policyFlag: options.policy,
    policyFile,
    dataDir,
    format: options.format,
    output: options.output,
    quiet: options.quiet ?? false,
    color: options.color && options.output === undefined,
    width: options.width,
    signal: options.signal,
    now,
    write: (text) =>
      options.output === undefined ? options.print(text) : writeOutput(path.resolve(options.cwd, options.output), text),
    say: (text) => (options.quiet ? undefined : options.say(text)),
    project: () => (project ??= loadPolicyProject(options, policyFile, now())),
    store: (storeOptions) =>
      (store ??= import('../store/open-store.js').then(({ openStore }) => openStore(dataDir, storeOptions))),
    close: async () => {
      await (await store?.catch(() => undefined))?.close();
    },
  };
}
