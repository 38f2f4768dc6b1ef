import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { exists, filesUnder, listed, read, root } from './repository.js';

const code = ['src', 'test', 'examples', 'bench'].flatMap((folder) => filesUnder(folder, '.ts'));
const scripts = ['scripts', 'bench', 'examples'].flatMap((folder) => filesUnder(folder, '.mjs'));

/** Files of the repository, and those that would be added. */
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\0')
  .filter((file) => file !== '' && exists(file));

const isText = (file: string): boolean => /\.(?:m?[jt]s|json|ya?ml|md|txt|html|css|sh)$|(?:^|\/)[^.]+$/.test(file);

test('no file of code is longer than 400 lines', () => {
  const long = [...code, ...scripts]
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400);
  assert.equal(long.length, 0, listed(long.map(({ file, lines }) => `${file} has ${lines}`)));
  assert.ok(code.length > 300, 'the sources were found');
});

test('file names are kebab-case', () => {
  const breaches = [...code, ...scripts].filter(
    (file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.(?:ts|mjs)$/.test(file.split('/').at(-1)!),
  );
  assert.equal(breaches.length, 0, listed(breaches));
});

test('nothing is left to be done later, and no check of the compiler is switched off', () => {
  const marks = /^\s*(?:\/\/|\/?\*).*\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck|expect-error)/m;
  const breaches = filesUnder('src', '.ts').filter((file) => marks.test(read(file)));
  assert.equal(breaches.length, 0, listed(breaches));
});

test('no text names a path of the machine that it was written on', () => {
  const places = ['work', 'root', 'home', 'bash_jobs.0'].map((folder) => `/${folder}/`);
  const breaches = tracked
    // Attacks name files of machines: theirs, not ours.
    .filter(
      (file) =>
        isText(file) && !/^(?:bench\/contracts\/|bench\/lib\/held-out|test\/inspection\/detectors\/)/.test(file),
    )
    .flatMap((file) => {
      const text = read(file);
      return places.filter((place) => text.includes(place)).map((place) => `${file} names ${place}`);
    });
  assert.equal(breaches.length, 0, listed(breaches));
  assert.ok(tracked.length > 300, 'git listed the files');
});

test('no private key or token of a service is in the repository', () => {
  const secrets = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64}|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}\b/;
  const breaches = tracked
    .filter((file) => isText(file) && !file.startsWith('test/') && !file.startsWith('bench/contracts/'))
    .filter((file) => secrets.test(read(file)));
  assert.equal(breaches.length, 0, listed(breaches));
});
