import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { makeMeasure, type Measure } from './graphql-measure.js';

/** A document that can be judged: measures of each of its operations. */
export interface ReadDocument {
  readonly operations: readonly {
    readonly name: string | undefined;
    readonly kind: 'query' | 'mutation' | 'subscription';
    readonly measure: Measure;
  }[];
  readonly reason?: undefined;
}

export type DocumentResult = ReadDocument | { readonly reason: string; readonly operations?: undefined };

function parseDocument(text: string, maxTokens: number): DocumentNode | string {
  try {
    return parse(text, { noLocation: true, maxTokens });
  } catch (cause) {
    const isLong = cause instanceof Error && cause.message.includes('Parsing aborted');
    return isLong ? `has more than ${maxTokens} tokens` : 'is not a GraphQL document';
  }
}

function duplicate(names: readonly (string | undefined)[]): boolean {
  return new Set(names).size < names.length;
}

/** Reads an executable document (GraphQL 5.2 to 5.5): no two definitions of one name, no cycle, no unknown fragment. */
export function readDocument(text: string, maxTokens: number): DocumentResult {
  const document = parseDocument(text, maxTokens);
  if (typeof document === 'string') return { reason: document };
  const operations: OperationDefinitionNode[] = [];
  const fragments: FragmentDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    else if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.push(definition);
    else return { reason: 'has a definition that is no operation' };
  }
  if (operations.length === 0) return { reason: 'has no operation' };
  if (duplicate(fragments.map(({ name }) => name.value))) return { reason: 'has a fragment twice' };
  // GraphQL 5.2.2.1: an operation without a name stands alone.
  if (duplicate(operations.map(({ name }) => name?.value))) return { reason: 'has an operation twice' };
  if (operations.length > 1 && operations.some(({ name }) => !name))
    return { reason: 'has an operation without a name' };
  const measure = makeMeasure(fragments);
  const measured = operations.map((node) => ({ name: node.name?.value, kind: node.operation, measure: measure(node) }));
  const broken = measured.find((one) => typeof one.measure === 'string')?.measure;
  if (typeof broken === 'string') return { reason: broken };
  return { operations: measured as ReadDocument['operations'] };
}
