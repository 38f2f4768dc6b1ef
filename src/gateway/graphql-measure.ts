import {
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** Variables of a request. */
export type Variables = Readonly<Record<string, unknown>>;

/** What an operation asks for, with fragments counted as often as they are spread. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly introspects: boolean;
  /** Fields, those below a list as often as its size argument says. */
  cost(variables: Variables): number;
}

/** The same of a part of it. */
interface Part extends Omit<Measure, 'rootFields' | 'introspects'> {
  /** Fields at this level. */
  readonly fields: number;
  readonly introspects: boolean;
}

const nothing: Part = { depth: 0, aliases: 0, fields: 0, directives: 0, introspects: false, cost: () => 0 };

/** Arguments that say how long a list may be, in the wordings of the common servers. */
const sizeArguments = new Set(['first', 'last', 'limit', 'pagesize', 'perpage', 'per_page', 'take', 'size', 'count']);

class Broken extends Error {}

function together(parts: readonly Part[]): Part {
  if (parts.length === 0) return nothing;
  if (parts.length === 1) return parts[0]!;
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    depth: Math.max(...parts.map(({ depth }) => depth)),
    aliases: sum(({ aliases }) => aliases),
    fields: sum(({ fields }) => fields),
    directives: sum(({ directives }) => directives),
    introspects: parts.some(({ introspects }) => introspects),
    cost: (variables) => sum((part) => part.cost(variables)),
  };
}

function sizeOf(value: ValueNode, defaults: ReadonlyMap<string, ValueNode>, variables: Variables): number {
  if (value.kind === Kind.INT) return Math.abs(Number(value.value));
  if (value.kind !== Kind.VARIABLE) return 1;
  const { value: name } = value.name;
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (typeof given === 'number') return Math.abs(given);
  const fallback = defaults.get(name);
  return fallback?.kind === Kind.INT ? Math.abs(Number(fallback.value)) : 1;
}

function timesOf({ arguments: given = [] }: FieldNode, defaults: ReadonlyMap<string, ValueNode>) {
  const sizes = given.filter(({ name }) => sizeArguments.has(name.value.toLowerCase())).map(({ value }) => value);
  if (sizes.length === 0) return () => 1;
  return (variables: Variables) => Math.max(1, ...sizes.map((value) => sizeOf(value, defaults, variables)));
}

/** A walker of one operation. Each fragment is measured once, so that spreads inside spreads cost no more than they are long. */
class Walker {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #defaults: ReadonlyMap<string, ValueNode>;
  readonly #measured = new Map<string, Part | 'open'>();

  constructor(
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    { variableDefinitions = [] }: OperationDefinitionNode,
  ) {
    this.#fragments = fragments;
    this.#defaults = new Map(
      variableDefinitions.flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, defaultValue]] : [],
      ),
    );
  }

  set({ selections }: SelectionSetNode): Part {
    return together(selections.map((selection) => this.#selection(selection)));
  }

  #selection(node: SelectionNode): Part {
    if (node.kind === Kind.FIELD) return this.#field(node);
    const inside = node.kind === Kind.INLINE_FRAGMENT ? this.set(node.selectionSet) : this.#fragment(node.name.value);
    return withDirectives(inside, node.directives);
  }

  #field(node: FieldNode): Part {
    const inside = node.selectionSet ? this.set(node.selectionSet) : nothing;
    const times = timesOf(node, this.#defaults);
    const name = node.name.value;
    const part: Part = {
      depth: inside.depth + 1,
      aliases: inside.aliases + (node.alias ? 1 : 0),
      fields: 1,
      directives: inside.directives,
      introspects: inside.introspects || name === '__schema' || name === '__type',
      cost: (variables) => 1 + times(variables) * inside.cost(variables),
    };
    return withDirectives(part, node.directives);
  }

  #fragment(name: string): Part {
    const known = this.#measured.get(name);
    if (known === 'open') throw new Broken('has a fragment that contains itself');
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) throw new Broken('spreads a fragment that is not in it');
    this.#measured.set(name, 'open');
    const inside = withDirectives(this.set(fragment.selectionSet), fragment.directives);
    const part = { ...inside, cost: remembered(inside.cost) };
    this.#measured.set(name, part);
    return part;
  }
}

function withDirectives(part: Part, directives: readonly DirectiveNode[] = []): Part {
  return directives.length === 0 ? part : { ...part, directives: part.directives + directives.length };
}

/** Costs of fragments that are spread many times are the same closures: each is worked out once for a request. */
function remembered(cost: (variables: Variables) => number): (variables: Variables) => number {
  let last: { readonly variables: Variables; readonly cost: number } | undefined;
  return (variables) => {
    if (last?.variables !== variables) last = { variables, cost: cost(variables) };
    return last.cost;
  };
}

/** Makes the measure of operations of a document with these fragments; a text says why one cannot be measured. */
export function makeMeasure(definitions: readonly FragmentDefinitionNode[]) {
  const fragments = new Map(definitions.map((fragment) => [fragment.name.value, fragment]));
  return (operation: OperationDefinitionNode): Measure | string => {
    try {
      const part = withDirectives(new Walker(fragments, operation).set(operation.selectionSet), operation.directives);
      return { ...part, rootFields: part.fields, cost: remembered(part.cost) };
    } catch (cause) {
      if (!(cause instanceof Broken)) throw cause;
      return cause.message;
    }
  };
}
