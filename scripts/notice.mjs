import fs from 'node:fs';
import path from 'node:path';

const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** Folders of the packages that ship inside `dist/`: the runtime dependencies and what they need. */
export function shippedPackages(root) {
  const { packages } = readJson(path.join(root, 'package-lock.json'));
  return Object.entries(packages)
    .filter(([folder, entry]) => folder.startsWith('node_modules/') && !entry.dev && !entry.devOptional)
    .filter(([, entry]) => !entry.optional)
    .map(([folder]) => folder)
    .sort();
}

function licenceText(folder) {
  const file = fs.readdirSync(folder).find((name) => /^licen[cs]e([.-]|$)/i.test(name));
  return file && fs.readFileSync(path.join(folder, file), 'utf8').trim().replaceAll('\r\n', '\n');
}

/** The licences of what `dist/` carries, as they ask to be passed on. */
export function notice(root) {
  const parts = shippedPackages(root).map((folder) => {
    const { name, version, license, author } = readJson(path.join(root, folder, 'package.json'));
    const text = licenceText(path.join(root, folder)) ?? `Licence ${license}, by ${author?.name ?? author}.`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const head = 'Portcullis\n\nThe files in dist/ carry the packages below, under these licences.\n';
  return [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
