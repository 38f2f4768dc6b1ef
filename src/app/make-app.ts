import fs from 'node:fs';
import path from 'node:path';
import { PortcullisError } from '../core/errors.js';
import type { Project } from '../model/types.js';
import { currentActor } from './actor.js';
import type { App } from './app.js';
import { findPolicyFile } from './policy-file.js';
import type { SealedStore, SealedStoreOptions } from './sealed-store.js';
import type { StorePlaceFacts } from './store-place.js';
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

/** Results hold evidence, and once an API key: they are for the user who asked. */
const resultMode = 0o600;

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

/** The file of `--output`, opened before the work: a result that cannot be written must not be made first. */
class Output {
  readonly #file: string;
  readonly #isNew: boolean;
  #written = false;

  constructor(file: string) {
    this.#file = file;
    this.#isNew = !fs.existsSync(file);
    this.#try(() => {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.closeSync(fs.openSync(file, 'a', resultMode));
    });
  }

  /** Replaces what the file had; a second text of the same command is added. */
  write(text: string): void {
    this.#try(() => fs.writeFileSync(this.#file, text, { flag: this.#written ? 'a' : 'w', mode: resultMode }));
    this.#written = true;
  }

  /** A command that failed leaves no empty file. */
  close(): void {
    if (this.#isNew && !this.#written) fs.rmSync(this.#file, { force: true });
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw new PortcullisError('FILE_UNWRITABLE', `--output cannot write ${this.#file}`, {
        cause,
        hint: (cause as Error).message,
      });
    }
  }
}

/** Loaded when it is wanted: most of a command that needs no store would be reading these. */
async function openStoreOf(facts: StorePlaceFacts, options: SealedStoreOptions): Promise<SealedStore> {
  const [{ openSealedStore }, { storePlace }] = await Promise.all([
    import('./sealed-store.js'),
    import('./store-place.js'),
  ]);
  return openSealedStore(storePlace(facts), options);
}

/** Makes the surroundings of one command. The store and the policy are opened when first asked for. */
export function makeApp(options: AppOptions): OwnedApp {
  let project: Promise<Project> | undefined;
  let store: Promise<SealedStore> | undefined;
  const output = options.output === undefined ? undefined : new Output(path.resolve(options.cwd, options.output));
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
    write: (text) => (output ? output.write(text) : options.print(text)),
    say: (text) => (options.quiet ? undefined : options.say(text)),
    project: () => (project ??= loadPolicyProject(options, policyFile, now())),
    store: (storeOptions) =>
      (store ??= openStoreOf(
        { dataDir, policyFile, env: options.env },
        {
          ...storeOptions,
          actor: () => currentActor(),
          env: options.env,
          say: (text) => (options.quiet ? undefined : options.say(text)),
        },
      )),
    close: async () => {
      output?.close();
      await (await store?.catch(() => undefined))?.close();
    },
  };
}
