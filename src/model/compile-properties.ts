import type { FieldKind } from '../core/inspection.js';
import type { BareOperation, Layer, Placed } from './compile-context.js';
import { keyOf, walkValues } from './compile-schemas.js';
import type { NamedSchemas, PropertyRules } from './policy-properties.js';
import { below, pointerOf } from './pointer.js';
import type { NodeRef, PropertyRule } from './types.js';

/** JSON Pointer of a property -> the roles that may read or write it. */
export type PropertyRoles = ReadonlyMap<string, Placed<readonly string[]>>;

/** JSON Pointer of a property -> the kind of its text. */
export type PropertyKinds = ReadonlyMap<string, Placed<FieldKind>>;

type Access = 'read' | 'write';

/** One for all operations without any: thousands of empty ones would be felt. */
const none: ReadonlyMap<string, never> = new Map<string, never>();

/** Finds the properties that the policy's `schemas` speak about, wherever an operation uses those schemas. */
export class PropertyFinder {
  readonly #documents: NamedSchemas['documents'];
  /** Key of a schema's node -> names of the policy's schemas that stand there. */
  readonly #names = new Map<string, string[]>();
  readonly #known = new Map<string, PropertyRoles>();
  readonly #rules: PropertyRules;
  readonly #node: NodeRef | undefined;

  /** `node` is the policy's `schemas`, which the results name as their place. */
  constructor({ schemas, documents }: NamedSchemas, rules: PropertyRules, node: NodeRef | undefined) {
    this.#documents = documents;
    this.#rules = rules;
    this.#node = node;
    for (const name of rules.keys()) {
      const target = schemas.get(name);
      const resolved = target && documents.resolve(target);
      if (resolved) this.#names.set(keyOf(resolved), [...(this.#names.get(keyOf(resolved)) ?? []), name]);
    }
  }

  /** Properties of the body that only some may set. */
  writes(operation: BareOperation): PropertyRoles {
    return this.#find(
      (operation.body?.content ?? []).map(({ schema }) => schema),
      'write',
    );
  }

  /** Properties of the answers that only some may see. */
  reads(operation: BareOperation): PropertyRoles {
    const contents = operation.responses.flatMap(({ content }) => content);
    return this.#find(
      contents.map(({ schema }) => schema),
      'read',
    );
  }

  /** Kinds of the texts of the body. */
  kinds(operation: BareOperation): PropertyKinds {
    if (this.#names.size === 0) return none;
    const found = new Map<string, Placed<FieldKind>>();
    for (const { schema } of operation.body?.content ?? []) {
      if (!schema) continue;
      this.#walk(schema, (at, property, { kind }, node) => {
        if (kind) found.set(at + pointerOf([property]), { value: kind, node: node && below(node, 'kind') });
      });
    }
    return found;
  }

  #find(schemas: readonly (NodeRef | undefined)[], access: Access): PropertyRoles {
    if (this.#names.size === 0) return none;
    const found = new Map<string, Placed<readonly string[]>>();
    for (const schema of schemas) {
      if (schema) for (const [pointer, roles] of this.#inSchema(schema, access)) add(found, pointer, roles);
    }
    return found;
  }

  /** Many operations answer with the same schema: each is walked once. */
  #inSchema(schema: NodeRef, access: Access): PropertyRoles {
    const key = `${access} ${keyOf(this.#documents.resolve(schema) ?? schema)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const found = new Map<string, Placed<readonly string[]>>();
    this.#walk(schema, (at, property, rule, node) => {
      const value = rule[access];
      if (value) add(found, at + pointerOf([property]), { value, node: node && below(node, access) });
    });
    this.#known.set(key, found);
    return found;
  }

  /** Every property under a schema that a rule speaks about, with the pointer of the object it is in. */
  #walk(
    schema: NodeRef,
    visit: (at: string, property: string, rule: PropertyRule, node: NodeRef | undefined) => void,
  ): void {
    walkValues(schema, this.#documents, ({ node, pointer }) => {
      for (const name of this.#names.get(keyOf(node)) ?? []) {
        for (const [property, rule] of this.#rules.get(name) ?? []) {
          visit(pointer, property, rule, this.#node && below(this.#node, name, property));
        }
      }
    });
  }
}

function add(found: Map<string, Placed<readonly string[]>>, pointer: string, roles: Placed<readonly string[]>): void {
  const before = found.get(pointer)?.value;
  found.set(pointer, before ? { ...roles, value: both(before, roles.value) } : roles);
}

/** A property that two rules speak about is open only to roles that both name. */
function both(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.filter((role) => b.includes(role));
}

/** Adds an operation's own `readProperties` or `writeProperties`: they replace, except that a patch never loosens. */
export function withOwnProperties(
  found: PropertyRoles,
  layers: readonly Layer[],
  setting: 'readProperties' | 'writeProperties',
): PropertyRoles {
  if (!layers.some(({ settings }) => settings[setting])) return found;
  const result = new Map(found);
  for (const { settings, node, source } of layers) {
    for (const [pointer, roles] of Object.entries(settings[setting] ?? {})) {
      const before = result.get(pointer)?.value;
      const value = source === 'patch' && before ? both(before, roles) : roles;
      result.set(pointer, { value, node: below(node, setting, pointer) });
    }
  }
  return result;
}
