import { documentsFromText } from '../../model/documents.js';
import { pointerOf } from '../../model/pointer.js';
import { fieldsOf, licenceOf, textOf, textsOf } from './fields.js';
import type { NamedText } from './lockfile.js';
import type { Manifest } from './types.js';

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** Who may run scripts at installation: npm 11's `allowScripts`, pnpm's two lists, and yarn's `dependenciesMeta`. */
function decidedScripts(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, boolean> {
  const pnpm = fieldsOf(value.pnpm);
  const decided = new Map<string, boolean>();
  const names = (list: unknown): readonly string[] =>
    Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
  for (const name of names(pnpm.onlyBuiltDependencies)) decided.set(name, true);
  for (const name of names(pnpm.neverBuiltDependencies)) decided.set(name, false);
  for (const name of names(pnpm.ignoredBuiltDependencies)) decided.set(name, false);
  for (const [name, meta] of Object.entries(fieldsOf(value.dependenciesMeta))) {
    const { built } = fieldsOf(meta);
    if (typeof built === 'boolean') decided.set(name, built);
  }
  const { allowScripts } = value;
  for (const name of names(allowScripts)) decided.set(name, true);
  for (const [name, allowed] of Object.entries(fieldsOf(allowScripts))) {
    if (typeof allowed === 'boolean') decided.set(name, allowed);
  }
  return decided;
}

/**
 * Reads a `package.json`.
 *
 * @throws PortcullisError SYNTAX_INVALID with the place.
 */
export function parseManifest({ file, text }: NamedText): Manifest {
  const documents = documentsFromText(file, text, { refs: false });
  const value = fieldsOf(documents.files.get(file)?.value);
  return {
    name: textOf(value.name),
    licence: licenceOf(value.license),
    runtime: textsOf(value.dependencies),
    dev: textsOf(value.devDependencies),
    optional: textsOf(value.optionalDependencies),
    decidedScripts: decidedScripts(value),
    file,
    locate(name) {
      const section = sections.find((key) => Object.hasOwn(fieldsOf(value[key]), name));
      return documents.locate({ file, pointer: section ? pointerOf([section, name]) : '' }, true);
    },
  };
}
