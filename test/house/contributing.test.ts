import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, type PluginBuild } from 'esbuild';
import { exists, read, root } from './repository.js';

/** Blocks that say which file they are. */
const examples = [...read('CONTRIBUTING.md').matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm)].map((match) => ({
  file: match[1]!,
  text: match[2]!,
}));

fs.mkdirSync(path.join(root, '.build'), { recursive: true });
const folder = fs.mkdtempSync(path.join(root, '.build', 'contributing-'));
after(() => fs.rmSync(folder, { recursive: true }));

const scripts = pathToFileURL(path.join(root, 'scripts', 'catalog-plugin.mjs')).href;
const { catalogPlugin } = (await import(scripts)) as { readonly catalogPlugin: Plugin };

/** Puts the examples where their paths say, in front of the files that are there. */
const overlay = {
  name: 'overlay',
  setup(builder: PluginBuild) {
    builder.onResolve({ filter: /^\./ }, ({ path: specifier, resolveDir }) => {
      const file = path.resolve(resolveDir, specifier.replace(/\.js$/, '.ts'));
      return examples.some((example) => path.join(root, example.file) === file) ? { path: file } : undefined;
    });
    builder.onLoad({ filter: /\.ts$/ }, (args) => {
      const example = examples.find(({ file }) => path.join(root, file) === args.path);
      return example && { contents: example.text, loader: 'ts', resolveDir: path.dirname(args.path) };
    });
  },
};

async function load(file: string): Promise<{ readonly default?: { readonly id?: string } }> {
  const outfile = path.join(folder, `${path.basename(file, '.ts')}.mjs`);
  const entryPoints = { entry: `./${file}` };
  await build({
    absWorkingDir: root,
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [overlay, catalogPlugin],
    logLevel: 'silent',
  });
  return (await import(pathToFileURL(outfile).href)) as { default?: { id?: string } };
}

test('CONTRIBUTING.md has an example for every catalogue, and none is there already', () => {
  const folders = examples.map(({ file }) => path.dirname(file)).filter((name) => name.startsWith('src/'));
  assert.deepEqual(folders.toSorted(), [
    'src/audit/rules',
    'src/cli/commands',
    'src/gateway/guards',
    'src/patching/families',
    'src/pentest/checks',
    'src/report/formats',
  ]);
  assert.deepEqual(
    examples.filter(({ file }) => exists(file)),
    [],
  );
});

for (const { file } of examples.filter((example) => example.file.startsWith('src/'))) {
  test(`the example ${file} loads and its id is its file name`, async () => {
    assert.equal((await load(file)).default?.id, path.basename(file, '.ts'));
  });
}

// These register their own tests, which run after those above.
for (const { file } of examples.filter((example) => example.file.startsWith('test/'))) await load(file);
