import type { RefTable } from './ref-scan.js';
import type { Documents, Node, NodeRef, Ref } from './types.js';

const indexes = new WeakMap<Documents, ReadonlyMap<unknown, Ref>>();
const tables = new WeakMap<Documents, RefTable>();

/** Remembers what was found of a document set when it was read. */
export function indexRefs(documents: Documents, table: RefTable): void {
  indexes.set(documents, table.byHolder);
  tables.set(documents, table);
}

/** Every pattern in the schemas of a document set; undefined for a set that was put together of others. */
export function patternsIn(documents: Documents): ReadonlySet<string> | undefined {
  return tables.get(documents)?.patterns;
}

/** The reference that a value is, one step only. By identity of the value, so that it holds at YAML aliases too. */
export function refOf(documents: Documents, value: unknown): Ref | undefined {
  let index = indexes.get(documents);
  if (!index) {
    index = new Map(documents.refs.map((ref) => [documents.at(ref.from)?.value, ref]));
    indexes.set(documents, index);
  }
  return index.get(value);
}

/** From OpenAPI 3.1 on, what stands beside a schema's `$ref` counts. */
export function countsSiblings(documents: Documents): boolean {
  const root = documents.files.get(documents.entry)?.value as { readonly openapi?: unknown } | null | undefined;
  return typeof root?.openapi === 'string' && !root.openapi.startsWith('3.0');
}

/** The nodes from one to the end of its references. The last one is no reference, or a broken one. */
export function refChain(documents: Documents, start: Node): Node[] {
  const chain: Node[] = [];
  for (let node: Node | undefined = start; node;) {
    chain.push(node);
    const ref = refOf(documents, node.value);
    node = ref && targetOf(documents, ref);
  }
  return chain;
}

/** What a reference leads to, one step only. */
export function targetOf(documents: Documents, ref: Ref): Node | undefined {
  return ref.to && (tables.get(documents)?.targets.get(ref) ?? documents.at(ref.to));
}

/** Key of a place in a map. */
export function placeKey({ file, pointer }: NodeRef): string {
  return `${file}#${pointer}`;
}
