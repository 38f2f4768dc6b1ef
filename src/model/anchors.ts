import { escapeToken, isFields } from './pointer.js';

/** A place in a file, with its value. */
export interface AnchorTarget {
  readonly pointer: string;
  readonly value: unknown;
}

const remembered = new WeakMap<object, ReadonlyMap<string, AnchorTarget>>();
const none: ReadonlyMap<string, AnchorTarget> = new Map();
const data = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Names that a JSON Schema 2020-12 document gives its parts: `#name` for `$anchor` and `$dynamicAnchor`, the URI for
 * `$id`. Looked for when first needed, then remembered. The first of two equal names wins.
 */
export function anchorsOf(root: unknown): ReadonlyMap<string, AnchorTarget> {
  if (typeof root !== 'object' || root === null) return none;
  let anchors = remembered.get(root);
  if (!anchors) remembered.set(root, (anchors = findAnchors(root)));
  return anchors;
}

function findAnchors(root: object): ReadonlyMap<string, AnchorTarget> {
  const anchors = new Map<string, AnchorTarget>();
  const seen = new Set<object>([root]);
  const queue: AnchorTarget[] = [{ pointer: '', value: root }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    for (const name of namesOf(next.value)) if (!anchors.has(name)) anchors.set(name, next);
    for (const [key, value] of Object.entries(next.value as object) as [string, unknown][]) {
      if (typeof value !== 'object' || value === null || data.has(key) || seen.has(value)) continue;
      seen.add(value);
      queue.push({ pointer: `${next.pointer}/${escapeToken(key)}`, value });
    }
  }
  return anchors;
}

function namesOf(value: unknown): string[] {
  if (!isFields(value)) return [];
  const { $anchor, $dynamicAnchor, $id } = value;
  const names: string[] = [];
  if (typeof $anchor === 'string') names.push(`#${$anchor}`);
  if (typeof $dynamicAnchor === 'string') names.push(`#${$dynamicAnchor}`);
  if (typeof $id === 'string' && $id !== '' && $id !== '#') names.push($id.replace(/#$/, ''));
  return names;
}
