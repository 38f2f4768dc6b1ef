import {
  buildASTSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  typeFromAST,
  validate,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';

/** One field at the root of an operation, as a document asks for it. */
export interface FieldCall {
  /** `Query.user`: id of its operation in the model. */
  readonly operationId: string;
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  /** `User.email`: every field that is asked for below it, of each type that may answer. */
  readonly coordinates: ReadonlySet<string>;
  /** `/data/user/email`: the same by names from the answer's root, aliases undone and lists left out. */
  readonly paths: ReadonlySet<string>;
}

export interface OperationPlan {
  readonly name: string | undefined;
  readonly variables: readonly VariableDefinitionNode[];
  readonly calls: readonly FieldCall[];
}

export type DocumentPlan = readonly OperationPlan[];

/** Two fields of one name with other arguments only spoil the answer, and looking for them is slow. */
const rules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

/** Places that one operation may ask for; fragments inside fragments reach them soon. */
const mostPlaces = 20_000;

class TooMany extends Error {}

/** Looks at one operation: which root fields it calls, and what it asks for below them. */
class Walker {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #places = 0;

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((one) => [one.name.value, one]));
  }

  calls({ operation, selectionSet }: OperationDefinitionNode): readonly FieldCall[] {
    const root = this.#schema.getRootType(operation);
    if (!root) return [];
    return this.#fieldsOf(selectionSet, root).flatMap(({ node }) => {
      const name = node.name.value;
      const definition = root.getFields()[name];
      if (!definition) return [];
      const found = { coordinates: new Set<string>(), paths: new Set<string>() };
      this.#below(node, { type: getNamedType(definition.type), path: `/data/${name}` }, found);
      return [{ operationId: `${root.name}.${name}`, node, definition, ...found }];
    });
  }

  #below(
    node: FieldNode,
    { type, path }: { readonly type: GraphQLNamedType; readonly path: string },
    found: { readonly coordinates: Set<string>; readonly paths: Set<string> },
  ): void {
    if (!node.selectionSet) return;
    for (const { node: field, parent } of this.#fieldsOf(node.selectionSet, type)) {
      const name = field.name.value;
      const inner = `${path}/${name}`;
      for (const each of this.#possible(parent)) found.coordinates.add(`${each}.${name}`);
      found.paths.add(inner);
      const definition = 'getFields' in parent ? parent.getFields()[name] : undefined;
      if (definition) this.#below(field, { type: getNamedType(definition.type), path: inner }, found);
    }
  }

  /** The type, and where it is abstract every type that may stand for it. */
  #possible(type: GraphQLNamedType): readonly string[] {
    if (!isAbstractType(type)) return [type.name];
    return [type.name, ...this.#schema.getPossibleTypes(type).map(({ name }) => name)];
  }

  /** Fields of a selection with the type that each is asked of; fragments opened, conditions taken as met. */
  #fieldsOf(
    { selections }: SelectionSetNode,
    type: GraphQLNamedType,
    opened: ReadonlySet<string> = new Set(),
  ): readonly { readonly node: FieldNode; readonly parent: GraphQLNamedType }[] {
    return selections.flatMap((selection) => {
      if (++this.#places > mostPlaces) throw new TooMany();
      if (selection.kind === Kind.FIELD) return [{ node: selection, parent: type }];
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      if (name !== undefined && opened.has(name)) return [];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (!fragment) return [];
      const condition = fragment.typeCondition && typeFromAST(this.#schema, fragment.typeCondition);
      const inner = condition && isCompositeType(condition) ? condition : type;
      return this.#fieldsOf(fragment.selectionSet, inner, name === undefined ? opened : new Set([...opened, name]));
    });
  }
}

export interface Planner {
  readonly schema: GraphQLSchema;
  /** What a document calls; a text says why it cannot be sent to this schema. */
  plan(query: string, maxTokens: number): DocumentPlan | string;
}

/** Makes the planner of a schema. Throws for a schema that cannot be built: the guard then denies. */
export function makePlanner(sdl: string): Planner {
  const schema = buildASTSchema(parse(sdl, { noLocation: true }), { assumeValidSDL: true, assumeValid: true });
  return {
    schema,
    plan(query, maxTokens) {
      let document: DocumentNode;
      try {
        document = parse(query, { noLocation: true, maxTokens });
      } catch {
        return 'is not a GraphQL document';
      }
      if (validate(schema, document, rules, { maxErrors: 1 }).length > 0) return 'does not match the schema';
      return planOf(schema, document);
    },
  };
}

function planOf(schema: GraphQLSchema, document: DocumentNode): DocumentPlan | string {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  try {
    return operations.map((operation) => ({
      name: operation.name?.value,
      variables: operation.variableDefinitions ?? [],
      // Each operation has its own bound.
      calls: new Walker(schema, document).calls(operation),
    }));
  } catch (cause) {
    if (cause instanceof TooMany) return `asks for more than ${mostPlaces} places`;
    throw cause;
  }
}
