import type { Faults } from './policy-faults.js';
import type { RawPatch, RawSettings } from './policy-file.js';
import type { FoundOperation, OperationNames } from './policy-names.js';
import { patchesSchema } from './policy-schema/patches.js';
import { checkDate } from './policy-suppressions.js';
import { validate } from './policy-validate.js';
import { below } from './pointer.js';
import type { Documents, LoadedPatch, NodeRef } from './types.js';

/** Name of the file beside the policy. */
export const patchesFileName = 'portcullis.patches.yaml';

/** A patch, and the operation that it is for. */
export interface PlacedPatch {
  readonly patch: LoadedPatch;
  readonly target: FoundOperation | undefined;
}

interface Context {
  readonly names: OperationNames;
  readonly faults: Faults;
  readonly today: Date;
}

/** The patches of a file as written, checked against the schema; none when it breaks it. */
export function checkPatches(documents: Documents, faults: Faults): readonly RawPatch[] {
  const value = documents.files.get(documents.entry)?.value;
  const valid = validate(patchesSchema, { file: documents.entry, pointer: '', value }, faults);
  return valid ? (value as { readonly patches: readonly RawPatch[] }).patches : [];
}

/** Reads a patches file. Expired patches keep applying: forgetting must not reopen the hole. */
export function readPatches(documents: Documents, context: Context): readonly PlacedPatch[] {
  const ids = new Set<string>();
  return checkPatches(documents, context.faults).map((raw, index) => {
    const node: NodeRef = { file: documents.entry, pointer: `/patches/${index}` };
    if (ids.has(raw.id)) {
      context.faults.add('PATCH_INVALID', `Two patches are called "${raw.id}"`, below(node, 'id'));
    }
    ids.add(raw.id);
    return readPatch(raw, node, context);
  });
}

const dayMillis = 86_400_000;
/** So long a patch that has expired only warns. */
const graceDays = 7;

function readPatch(raw: RawPatch, node: NodeRef, { names, faults, today }: Context): PlacedPatch {
  checkTightens(raw.set, below(node, 'set'), faults);
  const expires = checkDate(raw.expires, below(node, 'expires'), faults);
  const target = names.find(raw.operation, below(node, 'operation'), { faults });
  // The named day still belongs to the patch.
  const overMillis = expires === undefined ? -Infinity : today.getTime() - (expires + dayMillis);
  return {
    target,
    patch: {
      ...raw,
      set: { ...raw.set },
      owner: raw.owner,
      expired: overMillis >= 0,
      overdue: overMillis >= graceDays * dayMillis,
      node,
    },
  };
}

/** Values that would open what the policy keeps shut. */
const loosening: readonly (readonly [setting: keyof RawSettings, value: unknown])[] = [
  ['public', true],
  ['mode', 'monitor'],
  ['mode', 'off'],
  ['authentication', 'contract'],
  ['rateLimits', 'none'],
  ['owner', 'none'],
  ['unknownProperties', 'contract'],
  ['unknownParameters', 'allow'],
];

function checkTightens(set: RawSettings, node: NodeRef, faults: Faults): void {
  for (const [setting, value] of loosening) {
    if (set[setting] !== value) continue;
    faults.add(
      'PATCH_INVALID',
      `A patch must not loosen the policy with ${setting}: ${String(value)}`,
      below(node, setting),
      {
        hint: 'edit the policy file instead',
      },
    );
  }
  if (set.response?.hideErrors !== false) return;
  faults.add(
    'PATCH_INVALID',
    'A patch must not loosen the policy with hideErrors: false',
    below(node, 'response', 'hideErrors'),
    {
      hint: 'edit the policy file instead',
    },
  );
}
