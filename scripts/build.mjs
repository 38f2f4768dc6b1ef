import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildConsole } from './build-console.mjs';
import { catalogPlugin } from './catalog-plugin.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Options shared by the product's build and the tests' build. */
export const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  // ES modules of packages that have both: their UMD builds hide what they require from the bundler.
  mainFields: ['module', 'main'],
  splitting: true,
  sourcemap: true,
  outExtension: { '.js': '.mjs' },
  plugins: [catalogPlugin],
  logLevel: 'warning',
};

/** Bundled CommonJS dependencies call `require` for Node's own modules. */
const requireShim =
  "import { createRequire as portcullisRequire } from 'node:module'; const require = portcullisRequire(import.meta.url);";

/** Builds `dist/`: the command line, the library, the example and the console, with their dependencies inside. */
export async function buildProduct() {
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: {
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      middleware: 'src/middleware.ts',
      worker: 'src/app/worker.ts',
      egress: 'src/app/egress-process.ts',
      orchard: 'examples/orchard/main.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    banner: { js: requireShim },
    external: ['@photostructure/sqlite', '@grpc/grpc-js', '@grpc/proto-loader', 'nodemailer', 'pg-native'],
  });
  await writePolicySchema();
  fs.cpSync(path.join(root, 'frameworks'), path.join(root, 'dist', 'frameworks'), { recursive: true });
  fs.cpSync(path.join(root, 'runbooks'), path.join(root, 'dist', 'runbooks'), { recursive: true });
  copyAcademy();
  await buildConsole();
}

/** Lessons and labs, and what of the example labs are made of. */
function copyAcademy() {
  const to = (...names) => path.join(root, 'dist', 'academy', ...names);
  fs.cpSync(path.join(root, 'academy'), to(), { recursive: true });
  for (const name of ['openapi.yaml', 'actors']) {
    fs.cpSync(path.join(root, 'examples', 'orchard', name), to('orchard', name), { recursive: true });
  }
}

/** The schema of the policy file, for editors. */
async function writePolicySchema() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    entryPoints: ['src/model/policy-schema.ts'],
  });
  const { policySchema } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
  );
  fs.writeFileSync(path.join(root, 'dist', 'policy.schema.json'), `${JSON.stringify(policySchema, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProduct();
