import fs from 'node:fs';
import path from 'node:path';

function filesIn(folder) {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

/**
 * esbuild plugin: `import rules from 'catalog:./rules'` becomes a list of `[file name, default export]`
 * for every module in that folder, sorted by name. So a new entry is one new file, nothing is registered anywhere,
 * and no folder is read at run time. `catalog-lazy:./rules` is an object of functions instead, which load one entry each.
 */
export const catalogPlugin = {
  name: 'catalog',
  setup(build) {
    build.onResolve({ filter: /^catalog:/ }, ({ path: request, resolveDir }) => ({
      path: path.resolve(resolveDir, request.slice('catalog:'.length)),
      namespace: 'catalog',
    }));
    build.onResolve({ filter: /^catalog-lazy:/ }, ({ path: request, resolveDir }) => ({
      path: path.resolve(resolveDir, request.slice('catalog-lazy:'.length)),
      namespace: 'catalog-lazy',
    }));
    build.onLoad({ filter: /.*/, namespace: 'catalog-lazy' }, ({ path: folder }) => {
      const loaders = filesIn(folder).map((file) => {
        const name = JSON.stringify(file.slice(0, -'.ts'.length));
        return `${name}: async () => (await import(${JSON.stringify(path.join(folder, file))})).default`;
      });
      return { contents: `export default { ${loaders.join(', ')} };\n`, resolveDir: folder, watchDirs: [folder] };
    });
    build.onLoad({ filter: /.*/, namespace: 'catalog' }, ({ path: folder }) => {
      const files = filesIn(folder);
      const imports = files.map((file, i) => `import entry${i} from ${JSON.stringify(path.join(folder, file))};`);
      const list = files.map((file, i) => `[${JSON.stringify(file.slice(0, -'.ts'.length))}, entry${i}]`);
      return {
        contents: `${imports.join('\n')}\nexport default [${list.join(', ')}];\n`,
        resolveDir: folder,
        watchDirs: [folder],
      };
    });
  },
};
