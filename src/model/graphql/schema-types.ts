import {
  Kind,
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';

export type TypeKind = 'object' | 'interface' | 'union' | 'enum' | 'input' | 'scalar';
export type RootKind = 'query' | 'mutation' | 'subscription';
export type Member = FieldDefinitionNode | InputValueDefinitionNode;

/** A named type with everything that definitions and extensions say of it. */
export interface NamedType {
  readonly kind: TypeKind;
  readonly name: string;
  readonly node: TypeDefinitionNode | TypeExtensionNode;
  readonly description: string;
  readonly fields: Map<string, Member>;
  /** Of a union. */
  readonly members: Set<string>;
  /** Of an enum. */
  readonly values: Set<string>;
  readonly interfaces: Set<string>;
  readonly directives: ConstDirectiveNode[];
}

export interface SchemaTypes {
  readonly types: ReadonlyMap<string, NamedType>;
  readonly roots: ReadonlyMap<RootKind, string>;
  readonly description: string;
  /** What stands twice: the first one counts. */
  readonly duplicates: readonly { readonly what: string; readonly node: ASTNode }[];
}

const kinds: Readonly<Record<string, TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
};

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

function isTypeNode(node: ASTNode): node is TypeNode {
  return Object.hasOwn(kinds, node.kind);
}

class Collection {
  readonly types = new Map<string, NamedType>();
  readonly duplicates: { what: string; node: ASTNode }[] = [];
  readonly #defined = new Set<string>();

  add(node: TypeNode): void {
    const name = node.name.value;
    const isDefinition = node.kind.endsWith('Definition');
    if (isDefinition && this.#defined.has(name)) {
      this.duplicates.push({ what: `The type "${name}"`, node });
      return;
    }
    if (isDefinition) this.#defined.add(name);
    this.#merge(this.#typeOf(node, name, isDefinition), node);
  }

  /** A definition that comes after its extensions is the place of the type all the same. */
  #typeOf(node: TypeNode, name: string, isDefinition: boolean): NamedType {
    const known = this.types.get(name);
    const description = 'description' in node ? (node.description?.value ?? '') : '';
    const type: NamedType = known
      ? { ...known, ...(isDefinition ? { node, description } : {}) }
      : {
          kind: kinds[node.kind]!,
          name,
          node,
          description,
          fields: new Map(),
          members: new Set(),
          values: new Set(),
          interfaces: new Set(),
          directives: [],
        };
    this.types.set(name, type);
    return type;
  }

  #merge(type: NamedType, node: TypeNode): void {
    type.directives.push(...(node.directives ?? []));
    if ('fields' in node) for (const field of node.fields ?? []) this.#field(type, field);
    if ('types' in node) for (const member of node.types ?? []) type.members.add(member.name.value);
    if ('values' in node) for (const value of node.values ?? []) type.values.add(value.name.value);
    if ('interfaces' in node) for (const one of node.interfaces ?? []) type.interfaces.add(one.name.value);
  }

  #field(type: NamedType, field: Member): void {
    const name = field.name.value;
    if (type.fields.has(name)) this.duplicates.push({ what: `The field "${type.name}.${name}"`, node: field });
    else type.fields.set(name, field);
  }
}

const usualRoots: readonly (readonly [RootKind, string])[] = [
  ['query', 'Query'],
  ['mutation', 'Mutation'],
  ['subscription', 'Subscription'],
];

function rootsOf(
  said: ReadonlyMap<RootKind, NamedTypeNode>,
  types: ReadonlyMap<string, NamedType>,
): ReadonlyMap<RootKind, string> {
  if (said.size > 0) return new Map([...said].map(([kind, { name }]) => [kind, name.value]));
  return new Map(usualRoots.filter(([, name]) => types.get(name)?.kind === 'object'));
}

/** Puts the definitions and extensions of a schema together (GraphQL 3). Directives of others are left alone. */
export function typesOf(document: DocumentNode): SchemaTypes {
  const collection = new Collection();
  const said = new Map<RootKind, NamedTypeNode>();
  let description = '';
  for (const node of document.definitions) {
    if (isTypeNode(node)) collection.add(node);
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) said.set(operation as RootKind, type);
    if (node.kind === Kind.SCHEMA_DEFINITION) description = node.description?.value ?? '';
  }
  const { types, duplicates } = collection;
  return { types, roots: rootsOf(said, types), description, duplicates };
}
