import type { Project } from '../model/types.js';
import type { SealedStore } from './sealed-store.js';

/** Where a command runs: what it may read and where it writes. Made once by the command line. */
export interface App {
  readonly version: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--policy` as given. */
  readonly policyFlag: string | undefined;
  /** `--policy`, or the nearest policy file upwards from `cwd`. */
  readonly policyFile: string | undefined;
  /** `--data`, or `.portcullis` beside the policy file. */
  readonly dataDir: string;
  readonly format: string | undefined;
  readonly output: string | undefined;
  readonly quiet: boolean;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  now(): Date;
  /** The result: to standard output, or to `--output`. */
  write(text: string): void;
  /** For people who wait: to standard error, unless `--quiet`. */
  say(text: string): void;
  /** Loads the policy with its contracts. */
  project(): Promise<Project>;
  /** Opens the store of `dataDir`; closed when the command ends. */
  store(options?: { readonly readOnly?: boolean }): Promise<SealedStore>;
}
