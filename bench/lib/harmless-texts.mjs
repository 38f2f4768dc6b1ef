import fs from 'node:fs';
import path from 'node:path';
import { rootDir } from './prepare.mjs';
import { randomFrom } from './detection-traffic.mjs';

const documents = /^(?:readme|changelog|history|contributing|upgrading|migration).*\.(?:md|markdown|txt)$/i;
const sources = /^(?:example|demo|sample|usage).*\.(?:m?[jt]s|json|html|ya?ml|sh)$/i;
const locales = /^[a-z]{2}(?:[-_][A-Za-z]{2,4})?\.(?:js|json)$/;
const mostOfPackage = 6;
const largestFile = 400_000;
const text = { shortest: 40, longest: 1_200 };

function* filesBelow(folder, depth = 0) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && depth < 7) yield* filesBelow(file, depth + 1);
    else if (entry.isFile()) yield file;
  }
}

function paragraphs(content) {
  const parts = content.replaceAll('\r\n', '\n').split(/\n{2,}/);
  return parts.map((part) => part.trim()).filter(({ length }) => length >= text.shortest && length <= text.longest);
}

/** Texts between quotes in a file of translations. */
function messages(content) {
  return [...content.matchAll(/:\s*(?:"([^"\\\n]{15,400})"|'([^'\\\n]{15,400})')/g)].map(([, a, b]) => a ?? b);
}

function kindOf(file) {
  const name = path.basename(file);
  if (documents.test(name)) return 'markdown';
  if (sources.test(name) || /\/examples?\//.test(file))
    return /\.(?:m?[jt]s|json|html|ya?ml|sh)$/.test(name) ? 'code' : undefined;
  return locales.test(name) && /local|lang|i18n|translations?/i.test(file) ? 'text' : undefined;
}

const packageOf = (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? '';
const isAboutAttacks = /sanitize|purify|xss|escape|injection|spectral|helmet|shell|quote|libinjection/i;

/** Real texts of the installed packages: documents, examples and translations, a few of each package. */
export function harmlessTexts(most) {
  const random = randomFrom(7);
  const kinds = { markdown: [], code: [], text: [] };
  const byPackage = new Map();
  for (const file of filesBelow(path.join(rootDir, 'node_modules'))) {
    const kind = kindOf(file);
    if (!kind || isAboutAttacks.test(packageOf(file)) || fs.statSync(file).size > largestFile) continue;
    const content = fs.readFileSync(file, 'utf8');
    const key = `${kind} ${packageOf(file)}`;
    const list = byPackage.get(key) ?? [];
    list.push(
      ...(kind === 'text' ? messages(content) : paragraphs(content)).map((body) => ({
        kind,
        file: path.relative(rootDir, file),
        body,
      })),
    );
    byPackage.set(key, list);
  }
  for (const list of byPackage.values()) {
    for (let i = 0; i < mostOfPackage && list.length > 0; i++) {
      const [one] = list.splice(Math.floor(random() * list.length), 1);
      kinds[one.kind].push(one);
    }
  }
  const shares = { markdown: 0.7, code: 0.15, text: 0.15 };
  const chosen = Object.entries(kinds).flatMap(([kind, list]) => list.slice(0, Math.ceil(most * shares[kind])));
  const rest = kinds.markdown.slice(Math.ceil(most * shares.markdown));
  return [...chosen, ...rest].slice(0, most);
}
