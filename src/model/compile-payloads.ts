import type { ApiContext, BareOperation, Layer, Placed } from './compile-context.js';
import { eachOf } from './compile-layers.js';
import type { Faults } from './policy-faults.js';
import { below, pointerTokens } from './pointer.js';
import { sanitizers, type GraphqlPolicy, type NodeRef, type Sanitizer, type UploadPolicy } from './types.js';

const graphqlDefaults: GraphqlPolicy = {
  maxDepth: 10,
  maxAliases: 15,
  maxRootFields: 20,
  maxTokens: 2_000,
  maxDirectives: 50,
  maxCost: undefined,
  batch: 1,
  introspection: false,
  persistedOnly: undefined,
};

/** Bounds for files, merged key by key. */
export function compileUpload(layers: readonly Layer[]): Placed<UploadPolicy | undefined> {
  const said = eachOf(layers, 'upload');
  if (said.length === 0) return { value: undefined, node: undefined };
  const merged = said.reduce<Partial<UploadPolicy>>((all, { value }) => ({ ...all, ...value }), {});
  return { value: { maxBytes: merged.maxBytes, types: merged.types }, node: said.at(-1)?.node };
}

/** Bounds for GraphQL documents, merged key by key. An operation that takes no GraphQL cannot have them. */
export function compileGraphql(
  operation: BareOperation,
  layers: readonly Layer[],
  { faults }: ApiContext,
): Placed<GraphqlPolicy | undefined> {
  const said = eachOf(layers, 'graphql');
  const node = said.at(-1)?.node;
  if (operation.graphql) {
    const own = said.find(({ layer }) => layer.source !== 'defaults');
    if (own) {
      faults.add(
        'POLICY_INVALID',
        `${operation.id} is a field: bounds of documents are set at their carrier`,
        own.node,
        {
          hint: `write it at \`${operation.graphql.transport}\``,
        },
      );
    }
    return { value: undefined, node: undefined };
  }
  if (!node) return { value: operation.carriesGraphql ? graphqlDefaults : undefined, node };
  if (!operation.body && operation.method !== 'get') {
    faults.add('POLICY_INVALID', `${operation.id} has no body, so it takes no GraphQL`, node, {
      expected: 'an operation with a body, or a GET with the parameter `query`',
    });
  }
  return { value: said.reduce((all, { value }) => ({ ...all, ...value }), graphqlDefaults), node };
}

/** Texts that are cleaned: of two layers that name a place the last one's list holds. In the order of `sanitizers`. */
export function compileSanitize(
  operation: BareOperation,
  layers: readonly Layer[],
  { faults }: ApiContext,
): ReadonlyMap<string, Placed<readonly Sanitizer[]>> {
  const found = new Map<string, Placed<readonly Sanitizer[]>>();
  for (const { value, node } of eachOf(layers, 'sanitize')) {
    if (!operation.body) faults.add('POLICY_INVALID', `${operation.id} has no body, so nothing can be cleaned`, node);
    for (const [pointer, wanted] of Object.entries(value)) {
      const at = below(node, pointer);
      checkPointer(pointer, at, faults);
      found.set(pointer, { value: sanitizers.filter((kind) => wanted.includes(kind)), node: at });
    }
  }
  return found;
}

function checkPointer(pointer: string, node: NodeRef, faults: Faults): void {
  if (pointerTokens(pointer) !== undefined) return;
  faults.add('POLICY_INVALID', `"${pointer}" is no JSON Pointer`, node, {
    key: true,
    expected: 'a JSON Pointer such as /comment or /items/*/note',
  });
}
