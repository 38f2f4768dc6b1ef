import type { App } from '../app/app.js';

/** One flag. `parse` turns its text into a value and throws `PortcullisError('USAGE')` when it cannot. */
export interface OptionSpec<T> {
  /** As commander writes it: `--fail-on <severity>`. */
  readonly flags: string;
  readonly describe: string;
  readonly parse?: (text: string) => T;
  readonly default?: T;
}

type Specs = Readonly<Record<string, OptionSpec<unknown>>>;

/** Values of the flags: with a default always there, else perhaps undefined. */
export type OptionValues<O extends Specs> = {
  readonly [K in keyof O]: O[K] extends { readonly default: infer T }
    ? T
    : O[K] extends { readonly parse: (text: string) => infer T }
      ? T | undefined
      : never;
};

/** One command of the command line: one file in `commands/`. */
export interface Command<O extends Specs = Specs> {
  /** File name; words of the command joined by dashes. */
  readonly id: string;
  /** `['policy', 'explain']`. */
  readonly words: readonly string[];
  /** Runs when its group is called without a word: `findings` is `findings list`. */
  readonly isDefault?: boolean;
  /** Arguments as commander writes them: `<finding>`, `[contract...]`. */
  readonly arguments?: readonly { readonly name: string; readonly describe: string }[];
  readonly summary: string;
  readonly examples: readonly [string, string];
  readonly options: O;
  /** Its result is a run: every report format is offered. All others know text and json. */
  readonly isReport?: boolean;
  /** Its own formats, in place of text and json. */
  readonly formats?: readonly string[];
  /** Resolves to the exit code. */
  run(input: { readonly args: readonly string[]; readonly options: OptionValues<O> }, app: App): Promise<number>;
}

export function defineCommand<const O extends Specs>(command: Command<O>): Command<O> {
  return command;
}
