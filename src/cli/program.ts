import { Command as Commander, CommanderError, Option } from 'commander';
import { PortcullisError } from '../core/errors.js';
import { didYouMean } from '../core/nearest.js';
import type { App } from '../app/app.js';
import type { Command } from './command.js';
import { commandsFor } from './commands-for.js';
import { checkFormat } from './output.js';

/** Flags that every command has. */
export interface GlobalOptions {
  readonly policy?: string;
  readonly data?: string;
  readonly format?: string;
  readonly output?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

const groups: Readonly<Record<string, string>> = {
  advisories: 'Known flaws of packages, offline',
  findings: 'List, read and triage findings',
  policy: 'Look at, check and apply the policy',
  keys: 'Issue and revoke API keys',
  events: 'Read the event log',
  detections: 'List, test and replay detectors, and undo what they did',
  notify: 'List notifications, and send one to try it',
  store: 'Look after the store: keys, backups, erasure',
  vault: 'Put in, list and remove the secrets of ${vault:NAME}',
  passwords: 'Make the lines of a password file',
  vendors: 'Look after third parties: register, posture, reviews, kill switch',
  incident: 'Record incidents: what happened, what was done, what was learned',
  docs: 'Write, serve and compare the documentation for callers',
  schedules: 'List what start runs by itself',
  users: 'Add and remove people of the control API',
  tokens: 'Issue and revoke tokens of the control API',
  learn: 'Lessons: read, attack, fix, and remember',
};

const exitCodes = `
Exit codes: 0 done, 1 findings at or above --fail-on or a failed proof, 2 wrong flag, contract or policy,
3 incomplete (target away, budget spent, actors missing), 4 a fault of Portcullis, 130 interrupted.`;

function addGlobalOptions(command: Commander): void {
  command
    .option('--policy <file>', 'policy file (default: portcullis.yaml here or in a folder above)')
    .option('--data <dir>', 'folder of the store (default: .portcullis beside the policy)')
    .option('--format <format>', 'output format: text, json, ...')
    .option('--output <file>', 'write the result to a file')
    .option('--quiet', 'no progress messages')
    .option('--no-color', 'no colours');
}

type Run = (command: Command, args: readonly string[], options: Record<string, unknown>) => Promise<void>;

function addCommand(parent: Commander, word: string, command: Command, run: Run): void {
  const made = find(parent, word) ?? parent.command(word, command.isDefault ? { isDefault: true } : {});
  made.description(command.summary);
  for (const { name, describe } of command.arguments ?? []) made.argument(name, describe);
  for (const [key, spec] of Object.entries(command.options)) {
    const option = new Option(spec.flags, spec.describe);
    if (spec.parse) option.argParser(spec.parse);
    if (spec.default !== undefined) option.default(spec.default);
    if (option.attributeName() !== key) throw new Error(`Option ${spec.flags} of ${command.id} is called ${key}`);
    made.addOption(option);
  }
  addGlobalOptions(made);
  made.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`);
  // `findings lst` reaches the default command with a word too many: what is wrong is the word.
  if (command.isDefault && !command.arguments) made.allowExcessArguments(true);
  made.action(async (...received: unknown[]) => {
    const self = received.at(-1) as Commander;
    const isNamed = parent.args[0] === word && command.arguments !== undefined;
    if (command.isDefault && self.args.length > 0 && !isNamed) throw unknownWord(parent, self.args[0]!);
    await run(command, self.args, self.opts());
  });
}

function unknownWord(group: Commander, word: string): PortcullisError {
  const names = group.commands.map((command) => command.name());
  return new PortcullisError('USAGE', `unknown command '${group.name()} ${word}'`, {
    expected: names.map((name) => `${group.name()} ${name}`).join(', '),
    hint: didYouMean(word, names),
  });
}

const find = (parent: Commander, word: string) => parent.commands.find((command) => command.name() === word);

function place(root: Commander, command: Command, run: Run): void {
  const [first, second] = command.words;
  if (second === undefined) return addCommand(root, first!, command, run);
  const group = find(root, first!) ?? root.command(first!).description(groups[first!] ?? '');
  addCommand(group, second, command, run);
}

/** Suggestions and errors of the parser become our one error, with exit code 2. */
function configure(command: Commander, write: (text: string) => void): void {
  command.exitOverride().configureOutput({ writeOut: write, writeErr: write, outputError: () => {} });
  // `patch list --format json`: the flag belongs to `list`, though `patch` has one of that name too.
  command.enablePositionalOptions();
  command.configureHelp({ showGlobalOptions: false, sortSubcommands: false });
  for (const sub of command.commands) configure(sub, write);
}

function usageError(error: CommanderError): PortcullisError {
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const names = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(rest.join(' '))?.[1]?.split(', ') ?? [];
  const hint = names.length
    ? `did you mean ${names.map((name) => `"${name}"`).join(' or ')}?`
    : 'portcullis --help lists the commands, portcullis COMMAND --help its flags; flags stand after the command';
  return new PortcullisError('USAGE', message, { hint });
}

/** Order of the commands in `--help`: the order in which people meet them. */
const order = [
  'init',
  'audit',
  'start',
  'pentest',
  'findings',
  'patch',
  'prove',
  'policy',
  'keys',
  'passwords',
  'store',
  'vault',
  'events',
  'detections',
  'incident',
  'notify',
  'vendors',
  'docs',
  'evidence',
  'schedules',
  'users',
  'tokens',
  'learn',
  'advisories',
  'doctor',
];

/** Runs one command line and resolves to its exit code. */
export async function runProgram(
  argv: readonly string[],
  makeApp: (options: GlobalOptions) => App,
  print: (text: string) => void,
): Promise<number> {
  const root = new Commander('portcullis').description('Audit, enforce, attack and patch an HTTP API from one model.');
  let exit = 0;
  const run: Run = async (command, args, options) => {
    checkFormat(command, (options as unknown as GlobalOptions).format);
    exit = await command.run({ args, options: options as never }, makeApp(options as unknown as GlobalOptions));
  };
  const rank = ({ words: [first = ''] }: Command) => (order.includes(first) ? order.indexOf(first) : order.length);
  const commands = await commandsFor(argv);
  for (const command of [...commands].sort((a, b) => rank(a) - rank(b) || a.words.length - b.words.length))
    place(root, command, run);
  root.addHelpText('after', exitCodes);
  root.version(await version());
  configure(root, print);
  try {
    await root.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return 2;
    throw usageError(error);
  }
  return exit;
}

async function version(): Promise<string> {
  return (await import('../app/version.js')).version;
}
