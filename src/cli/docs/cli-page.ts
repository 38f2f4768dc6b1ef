import type { Format } from '../../report/format.js';
import type { Command } from '../command.js';
import { code, page, table } from './markdown.js';

const globalOptions = [
  ['--policy <file>', 'policy file; default `portcullis.yaml` here or in a folder above'],
  ['--data <dir>', 'folder of the store; default `.portcullis` beside the policy'],
  ['--format <format>', 'format of the output; default `text`'],
  ['--output <file>', 'write the result to a file'],
  ['--quiet', 'no progress messages'],
  ['--no-color', 'no colours'],
  ['-h, --help', 'flags and two examples'],
] as const;

const exitCodes = [
  ['0', 'done; nothing at or above `--fail-on`'],
  ['1', 'findings at or above `--fail-on`, or a proof that failed'],
  ['2', 'wrong flag, or a contract or policy that cannot be read or is invalid'],
  ['3', 'incomplete: target away, budget spent, actors missing; what there is, is saved'],
  ['4', 'a fault of Portcullis'],
  ['130', 'interrupted'],
] as const;

/** The command line as a Markdown page, commands in the order of their words. */
export function cliDocs(commands: Iterable<Command>, formats: Iterable<Format>): string {
  const sorted = [...commands].sort((a, b) => (words(a) < words(b) ? -1 : 1));
  return page(
    'Command line',
    'Text is for people: aligned, coloured only on a terminal, progress on standard error. `--format json` writes one document and nothing else to standard output.',
    table(
      ['command', 'does'],
      sorted.map((command) => [`[${code(words(command))}](#${anchor(command)})`, command.summary]),
    ),
    '## Flags of every command',
    table(
      ['flag', 'meaning'],
      globalOptions.map(([flags, meaning]) => [code(flags), meaning]),
    ),
    '## Exit codes',
    table(['exit', 'meaning'], exitCodes),
    'The codes in brackets behind an error are listed in [errors.md](errors.md).',
    '## Formats of reports',
    table(
      ['--format', 'media type', 'extension'],
      [...formats].map(({ id, mediaType, extension }) => [code(id), mediaType, extension]),
    ),
    'Commands whose result is not a run of findings know `text` and `json`.',
    ...sorted.map(section),
  );
}

const words = (command: Command): string => `portcullis ${command.words.join(' ')}`;
const anchor = (command: Command): string => words(command).replaceAll(' ', '-');

function section(command: Command): string {
  const usage = [words(command), ...(command.arguments ?? []).map(({ name }) => name)].join(' ');
  const options = Object.values(command.options);
  return [
    `## ${words(command)}`,
    `${command.summary}.`,
    `\`\`\`sh\n${usage}\n\`\`\``,
    ...(command.arguments?.length
      ? [
          table(
            ['argument', 'meaning'],
            command.arguments.map(({ name, describe }) => [code(name), describe]),
          ),
        ]
      : []),
    ...(options.length
      ? [
          table(
            ['flag', 'meaning', 'default'],
            options.map((option) => [code(option.flags), option.describe, defaultOf(option.default)]),
          ),
        ]
      : []),
    `Examples:\n\n\`\`\`sh\n${command.examples.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

function defaultOf(value: unknown): string {
  if (value === undefined || value === false) return '';
  return code(Array.isArray(value) ? value.join(',') : String(value));
}
