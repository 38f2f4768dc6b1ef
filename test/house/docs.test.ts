import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Command } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands.js';
import { generatedPages } from '../../src/cli/docs.js';
import { runProgram } from '../../src/cli/program.js';
import { exists, filesUnder, listed, read, root } from './repository.js';

const again = 'run `node scripts/docs.mjs` and commit what it writes';

for (const [name, text] of Object.entries(generatedPages())) {
  test(`docs/${name} is fresh`, () => {
    assert.ok(exists(`docs/${name}`), again);
    assert.equal(read(`docs/${name}`), text, again);
  });
}

test('NOTICE is fresh', async () => {
  const script = pathToFileURL(path.join(root, 'scripts', 'notice.mjs')).href;
  const { notice } = (await import(script)) as { notice(folder: string): string };
  assert.equal(read('NOTICE'), notice(root), again);
});

test('docs/cli.md has the flags that --help of every command prints, and no others', async () => {
  const page = read('docs/cli.md');
  const [general, ...sections] = page.split(/^## portcullis /m);
  for (const command of commands) {
    const help = await helpOf(command.words);
    const section = sections.find((text) => text.startsWith(`${command.words.join(' ')}\n`));
    assert.ok(section, `docs/cli.md has no section on ${command.words.join(' ')}`);
    const documented = flagsOf(
      `${/## Flags of every command[\s\S]*?\n## /.exec(general!)![0]}\n${section}`,
      /`(--[a-z-]+)/g,
    );
    assert.deepEqual(documented, flagsOf(help.split('Examples:')[0]!, /^ {2}(?:-\w, )?(--[a-z-]+)/gm), command.id);
  }
});

async function helpOf(words: readonly string[]): Promise<string> {
  let text = '';
  const noApp = () => {
    throw new Error('--help needs no app');
  };
  const exit = await runProgram([...words, '--help'], noApp, (part) => (text += part));
  assert.equal(exit, 0);
  return text;
}

function flagsOf(text: string, pattern: RegExp): readonly string[] {
  const names = [...text.replaceAll('`-h, --help`', '`--help`').matchAll(pattern)].map((match) => match[1]!);
  return [...new Set(names)].sort();
}

const pages = [...filesUnder('docs', '.md'), ...filesUnder('.', '.md').filter((file) => !file.includes('/'))];

test('links between pages lead somewhere', () => {
  const breaches = pages.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => path.posix.join(path.posix.dirname(file), match[1]!))
      .filter((target) => !exists(target))
      .map((target) => `${file} links to ${target}`),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

test('paths of the repository that pages name exist', () => {
  const breaches = pages.flatMap((file) =>
    [...read(file).matchAll(/`((?:src|test|docs|scripts|examples|bench)\/[\w./-]*\w)\/?`/g)]
      .map((match) => match[1]!)
      .filter((target) => !exists(target))
      .map((target) => `${file} names ${target}`),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

/** Words after `portcullis` in lines of shell code and in code spans. */
function shownCommands(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm)].map((match) => match[1]!).join('\n');
  const spans = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
  return [...blocks.split('\n'), ...spans].flatMap((line) => {
    const match = /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npx |node dist\/main\.mjs |\.\/)?portcullis ([^|;&]*)/.exec(line);
    return match ? [match[1]!.trim()] : [];
  });
}

const groups = new Set([...commands].map(({ words }) => words[0]!));

function isKnown(shown: string): boolean {
  const [first = '', second = ''] = shown.split(/\s+/);
  if (first.startsWith('-') || first === 'COMMAND' || first === 'help') return true;
  if ([...commands].some(({ words }) => words.length === 1 && words[0] === first)) return true;
  if (!groups.has(first)) return false;
  const isDefault = [...commands].some(({ words, isDefault }) => words[0] === first && isDefault);
  return (
    [...commands].some(({ words }) => words[0] === first && words[1] === second) ||
    (isDefault && !/^[a-z]/.test(second))
  );
}

test('commands that pages show exist', () => {
  const breaches = pages.flatMap((file) =>
    shownCommands(read(file))
      .filter((shown) => !isKnown(shown))
      .map((shown) => `${file} shows portcullis ${shown}`),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

/** The command of a line; of two that fit, the one with more words. */
function commandOf(shown: string): Command | undefined {
  const [first, second] = shown.split(/\s+/);
  const named = [...commands].filter(({ words }) => words[0] === first);
  return (
    named.find(({ words }) => words[1] === second && second !== undefined) ??
    named.find(({ words, isDefault }) => words.length === 1 || isDefault)
  );
}

const globalFlags = ['--policy', '--data', '--format', '--output', '--quiet', '--no-color', '--help'];

test('flags that pages show behind a command are flags of it', () => {
  const breaches = pages.flatMap((file) =>
    shownCommands(read(file)).flatMap((shown) => {
      const command = commandOf(shown);
      const own = Object.values(command?.options ?? {}).flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []);
      const used = shown.split(/\s#/)[0]!.match(/(?<=\s)--[a-z-]+/g) ?? [];
      return command
        ? used
            .filter((flag) => ![...own, ...globalFlags].includes(flag))
            .map((flag) => `${file}: ${command.id} has no ${flag}`)
        : [];
    }),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

test('commands that help and messages of the sources name exist', () => {
  const breaches = filesUnder('src', '.ts').flatMap((file) =>
    [...read(file).matchAll(/[`']portcullis ([a-z]+(?: [a-z-]+)?)/g)]
      .map((match) => match[1]!)
      .filter((shown) => !isKnown(shown))
      .map((shown) => `${file} names portcullis ${shown}`),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

test('the README has at most 150 lines', () => {
  assert.ok(exists('README.md'), 'README.md is missing');
  assert.ok(read('README.md').split('\n').length - 1 <= 150);
});
