import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Builds `dist/console/`: `index.html` and hashed files in `assets/`. Nothing is inline, so that a strict
 * Content-Security-Policy holds.
 */
export async function buildConsole(folder = path.join(root, 'dist', 'console')) {
  fs.rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    minify: true,
    metafile: true,
    entryPoints: { console: 'console/main.tsx', styles: 'all-styles' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    outdir: path.join(folder, 'assets'),
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: 'console/tsconfig.json',
    plugins: [allStyles],
    logLevel: 'warning',
  });
  const { script, sheet, needed, unused } = filesOf(metafile.outputs);
  for (const file of unused) fs.rmSync(path.join(root, file));
  fs.copyFileSync(path.join(root, 'console', 'icon.svg'), path.join(folder, 'assets', 'icon.svg'));
  const template = fs.readFileSync(path.join(root, 'console', 'index.html'), 'utf8');
  const head = [
    `<link rel="stylesheet" href="${address(sheet)}" />`,
    ...needed.map((file) => `<link rel="modulepreload" href="${address(file)}" />`),
    `<script type="module" src="${address(script)}"></script>`,
  ];
  fs.writeFileSync(
    path.join(folder, 'index.html'),
    template.replace('%HEAD%', () => head.join('\n    ')),
  );
}

/** One sheet for all screens: a screen that is loaded later brings no styles of its own, and nothing jumps. */
const allStyles = {
  name: 'all-styles',
  setup(context) {
    context.onResolve({ filter: /^all-styles$/ }, () => ({ path: 'all', namespace: 'all-styles' }));
    context.onLoad({ filter: /.*/, namespace: 'all-styles' }, () => ({
      contents: styleFiles()
        .map((file) => `@import ${JSON.stringify(`./${file}`)};`)
        .join('\n'),
      loader: 'css',
      resolveDir: root,
    }));
  },
};

/** What is general first. */
function styleFiles() {
  const first = ['console/shared/tokens.css', 'console/shared/base.css'];
  const rest = ['shared', 'shell', 'screens'].flatMap((part) => filesUnder(`console/${part}`, '.css'));
  return [...first, ...rest.filter((file) => !first.includes(file))];
}

function filesUnder(folder, ending) {
  const names = fs.readdirSync(path.join(root, folder), { recursive: true });
  return names
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`);
}

function filesOf(outputs) {
  const all = Object.entries(outputs);
  const [script, entry] = all.find(([, { entryPoint }]) => entryPoint === 'console/main.tsx');
  const [sheet] = all.find(([, { entryPoint }]) => entryPoint === 'all-styles:all');
  return {
    script,
    sheet,
    needed: entry.imports.filter(({ kind }) => kind === 'import-statement').map(({ path: file }) => file),
    unused: all.map(([file]) => file).filter((file) => file.endsWith('.css') && file !== sheet),
  };
}

/** What the browser asks for. */
function address(file) {
  return `/assets/${path.basename(file)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
