import { compilePattern, type SafePattern } from '../model/safe-pattern.js';

/** Copies a value without what its schema does not declare; returns the value itself when all of it is declared. */
export type KeepDeclared = (value: unknown) => unknown;

type Schema = Readonly<Record<string, unknown>>;

/** What a set of schemas for one place says about the object or array that stands there. */
interface Declared {
  readonly properties: ReadonlyMap<string, Place>;
  /** Properties whose schema is `false`: `writeOnly` ones of the contract. They go whatever else is said. */
  readonly forbidden: ReadonlySet<string>;
  readonly patterns: readonly { readonly pattern: Pick<SafePattern, 'test'>; readonly place: Place }[];
  /** Of properties that are not named: undefined when the schemas do not speak of them. */
  readonly additional: Place | undefined;
  readonly items: Place | undefined;
  readonly prefixItems: readonly Place[];
  /** Nothing is said about properties at all: a free-form object. */
  readonly free: boolean;
}

/** Schemas that may apply to one place, flattened when a value is first met there: contracts may be recursive. */
type Place = () => Declared;

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toPattern(source: string): Pick<SafePattern, 'test'> {
  try {
    return compilePattern(source);
  } catch {
    // What cannot be read as a pattern declares nothing.
    return { test: () => false };
  }
}

const composing = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Compiles a self-contained response schema to a filter. Properties of `allOf`, `anyOf`, `oneOf`, `then` and `else`
 * add up: which branch applies is validation's matter. `additionalProperties: true` or a schema, written out, keeps
 * what is not named, and an object about whose properties nothing is said is kept whole.
 */
export function keepDeclared(root: unknown): KeepDeclared {
  const definitions = isSchema(root) && isSchema(root['$defs']) ? root['$defs'] : {};
  const made = new Map<unknown, Place>();

  function targetOf(reference: unknown): unknown {
    if (reference === '#') return root;
    return typeof reference === 'string' && reference.startsWith('#/$defs/')
      ? definitions[reference.slice('#/$defs/'.length).replaceAll('~1', '/').replaceAll('~0', '~')]
      : undefined;
  }

  /** The schema with everything that applies to the same value. */
  function flatten(schema: unknown, seen: Set<unknown>): readonly Schema[] {
    if (!isSchema(schema) || seen.has(schema)) return [];
    seen.add(schema);
    const parts = composing.flatMap((key) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []));
    const inner = [targetOf(schema['$ref']), ...parts, schema['then'], schema['else']];
    return [schema, ...inner.flatMap((part) => flatten(part, seen))];
  }

  function placeOf(schemas: readonly unknown[]): Place {
    const known = schemas.length === 1 ? made.get(schemas[0]) : undefined;
    if (known) return known;
    let declared: Declared | undefined;
    const place = () => (declared ??= declare(schemas.flatMap((schema) => flatten(schema, new Set()))));
    if (schemas.length === 1) made.set(schemas[0], place);
    return place;
  }

  function declare(schemas: readonly Schema[]): Declared {
    const named = new Map<string, unknown[]>();
    for (const { properties } of schemas) {
      if (!isSchema(properties)) continue;
      for (const [name, inner] of Object.entries(properties)) named.set(name, [...(named.get(name) ?? []), inner]);
    }
    const patterns = schemas.flatMap(({ patternProperties }) =>
      isSchema(patternProperties) ? Object.entries(patternProperties) : [],
    );
    const stated = schemas.map((schema) => schema['additionalProperties']).filter((value) => value !== undefined);
    const additional = stated.filter((value) => value !== false);
    const items = schemas.map((schema) => schema['items']).filter(isSchema);
    const longest = schemas.map(({ prefixItems }) => (Array.isArray(prefixItems) ? (prefixItems as unknown[]) : []));
    const forbidden = new Set([...named].filter(([, inner]) => inner.includes(false)).map(([name]) => name));
    return {
      forbidden,
      properties: new Map([...named].map(([name, inner]) => [name, placeOf(inner)])),
      patterns: patterns.map(([source, inner]) => ({ pattern: toPattern(source), place: placeOf([inner]) })),
      additional: additional.length > 0 ? placeOf(additional) : undefined,
      items: items.length > 0 ? placeOf(items) : undefined,
      prefixItems: (longest.find(({ length }) => length > 0) ?? []).map((inner) => placeOf([inner])),
      free: named.size === 0 && patterns.length === 0 && stated.length === 0,
    };
  }

  return (value) => keep(value, placeOf([root]));
}

function placeFor(name: string, { properties, forbidden, patterns, additional }: Declared): Place | undefined {
  if (forbidden.has(name)) return undefined;
  return properties.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.place ?? additional;
}

function keepObject(value: Readonly<Record<string, unknown>>, declared: Declared): unknown {
  if (declared.free) return value;
  const entries = Object.entries(value);
  let changed = false;
  const kept: [string, unknown][] = [];
  for (const [name, inner] of entries) {
    const place = placeFor(name, declared);
    if (!place) {
      changed = true;
      continue;
    }
    const result = keep(inner, place);
    changed ||= result !== inner;
    kept.push([name, result]);
  }
  return changed ? Object.fromEntries(kept) : value;
}

function keep(value: unknown, place: Place): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const declared = place();
  if (!Array.isArray(value)) return keepObject(value as Record<string, unknown>, declared);
  const items = value.map((item, i) => {
    const at = declared.prefixItems[i] ?? declared.items;
    return at ? keep(item, at) : item;
  });
  return items.some((item, i) => item !== value[i]) ? items : value;
}
