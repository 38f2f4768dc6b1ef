import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { dump } from 'js-yaml';
import { PortcullisError } from '../core/errors.js';
import type { PolicyPatch } from '../core/finding.js';
import { documentsFromText, loadDocuments } from './documents.js';
import { checkPatches } from './patches.js';
import { Faults } from './policy-faults.js';
import type { Documents } from './types.js';

const header = `# Virtual patches of Portcullis, written by \`portcullis patch\` and applied after portcullis.yaml.
# Each closes one finding until the code is mended. After its day a patch keeps denying, and warns.
# \`portcullis patch fold\` prints the edit that moves them into the policy; \`portcullis patch drop ID\` removes one.
`;

/**
 * The patches of a file, checked against its schema but not against a contract; an absent file has none.
 *
 * @throws PortcullisError SYNTAX_INVALID, POLICY_INVALID (with place), FILE_UNREADABLE.
 */
export function loadPatches(file: string): readonly PolicyPatch[] {
  if (!fs.existsSync(file)) return [];
  return patchesIn(loadDocuments(file, { refs: false }));
}

function patchesIn(documents: Documents): readonly PolicyPatch[] {
  const faults = new Faults(documents.locate);
  const patches = checkPatches(documents, faults);
  faults.throwIfAny();
  return patches.map((raw) => ({ ...raw, set: { ...raw.set } }));
}

/** The patches file as text. The same patches always give the same text. */
export function patchesText(patches: readonly PolicyPatch[]): string {
  const list = patches.map(({ id, because, operation, guard, set, expires, owner }) => ({
    id,
    because,
    operation,
    guard,
    set,
    expires,
    ...(owner === undefined ? {} : { owner }),
  }));
  return header + dump({ version: 1, patches: list }, { lineWidth: 120, noRefs: true });
}

/**
 * Writes the patches file in one step: a reader sees the old text or the new one, never half of it.
 *
 * @throws PortcullisError POLICY_INVALID when a patch breaks the schema (nothing is written), FILE_UNWRITABLE.
 */
export function writePatches(file: string, patches: readonly PolicyPatch[]): void {
  const text = patchesText(patches);
  patchesIn(documentsFromText(file, text, { refs: false }));
  const part = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    writeDurably(part, text);
    fs.renameSync(part, file);
  } catch (cause) {
    fs.rmSync(part, { force: true });
    throw new PortcullisError('FILE_UNWRITABLE', `${file} cannot be written`, { cause });
  }
}

function writeDurably(file: string, text: string): void {
  const handle = fs.openSync(file, 'wx');
  try {
    fs.writeFileSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** The edit that moves patches into the policy file, as YAML to paste. People's own file is never rewritten. */
export function foldPatches(patches: readonly PolicyPatch[]): string {
  const operations = new Map<string, Record<string, unknown>>();
  for (const { operation, set } of patches) {
    const merged = operations.get(operation) ?? {};
    for (const [setting, value] of Object.entries(set)) merged[setting] = mergeSetting(setting, merged[setting], value);
    operations.set(operation, merged);
  }
  const ids = patches.map(({ id, because }) => `#   ${id} (finding ${because})\n`).join('');
  const body = dump({ operations: Object.fromEntries(operations) }, { lineWidth: 120, noRefs: true });
  return `# Add this to portcullis.yaml, then drop the patches:\n${ids}${body}`;
}

/** As the compiler puts patches together: lists and conditions add up, maps merge, the last word wins otherwise. */
function mergeSetting(setting: string, before: unknown, value: unknown): unknown {
  if (before === undefined) return value;
  if (setting === 'when') return `(${String(before)}) && (${String(value)})`;
  if (['rateLimits', 'constraints', 'scopes', 'owner'].includes(setting)) return [before, value].flat();
  if (['response', 'readProperties', 'writeProperties'].includes(setting)) return Object.assign({}, before, value);
  return value;
}
