import type { Layer } from './compile-context.js';
import type { PlacedPatch } from './patches.js';
import type { Faults } from './policy-faults.js';
import type { RawSettings } from './policy-file.js';
import type { FoundOperation, OperationNames } from './policy-names.js';
import { below } from './pointer.js';
import type { NodeRef } from './types.js';

/** API -> operation id -> layers. */
export type LayersByApi = ReadonlyMap<string, ReadonlyMap<string, readonly Layer[]>>;

interface LayerSources {
  readonly operations: Readonly<Record<string, RawSettings>> | undefined;
  /** The policy's `operations`. */
  readonly node: NodeRef;
  readonly patches: readonly PlacedPatch[];
  readonly names: OperationNames;
  readonly faults: Faults;
}

/** The policy's entries by operation, patches after them. Unknown names and a second entry are faults. */
export function layersByApi({ operations, node, patches, names, faults }: LayerSources): LayersByApi {
  const found = new Map<string, Map<string, Layer[]>>();
  for (const [name, settings] of Object.entries(operations ?? {})) {
    const at = below(node, name);
    const target = names.find(name, at, { faults, key: true });
    if (!target) continue;
    const list = listOf(found, target);
    if (list.length > 0) {
      const message = `The operation ${target.id} has two entries`;
      faults.add('POLICY_INVALID', message, at, { key: true, hint: 'put all its settings into one entry' });
    }
    list.push({ source: 'operation', settings, node: at });
  }
  for (const { target, patch } of patches) if (target) listOf(found, target).push(layerOf(patch));
  return found;
}

function layerOf({ id, guard, set, node }: PlacedPatch['patch']): Layer {
  return { source: 'patch', settings: set as RawSettings, node: below(node, 'set'), patch: { id, guard } };
}

function listOf(found: Map<string, Map<string, Layer[]>>, { api, id }: FoundOperation): Layer[] {
  const ofApi = found.get(api) ?? new Map<string, Layer[]>();
  const list = ofApi.get(id) ?? [];
  found.set(api, ofApi.set(id, list));
  return list;
}
